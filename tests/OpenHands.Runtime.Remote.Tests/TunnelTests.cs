using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OpenHands.Remote.Tests;

/// <summary>Connections to what listens inside a sandbox.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class TunnelTests
{
    [Test]
    public async Task A_port_of_the_sandbox_is_reached_both_ways()
    {
        await using var host = await TestHost.StartAsync();
        await using var executor = await host.ConnectAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var echoing = EchoOnceAsync(listener.AcceptSocketAsync());
        var sent = new byte[500_000];
        Random.Shared.NextBytes(sent);

        await using var stream = await executor.ConnectPortAsync(((IPEndPoint)listener.LocalEndpoint).Port);
        var writing = stream.WriteAsync(sent).AsTask();
        var received = new byte[sent.Length];
        await stream.ReadExactlyAsync(received);
        await writing;

        Assert.That(received, Is.EqualTo(sent));
        await stream.DisposeAsync();
        await echoing;
    }

    [Test]
    public async Task A_socket_of_the_run_directory_is_reached()
    {
        await using var host = await TestHost.StartAsync();
        await using var executor = await host.ConnectAsync();
        var directory = Directory.CreateDirectory(executor.Capabilities.StateDirectory!).FullName;
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(directory, "devtools")));
        listener.Listen();
        var echoing = EchoOnceAsync(listener.AcceptAsync());

        await using var stream = await executor.ConnectSocketAsync("devtools");
        await stream.WriteAsync("hello"u8.ToArray());
        var answer = new byte[5];
        await stream.ReadExactlyAsync(answer);

        Assert.That(Encoding.ASCII.GetString(answer), Is.EqualTo("hello"));
        await stream.DisposeAsync();
        await echoing;
    }

    [Test]
    public async Task What_the_other_side_ends_ends_here()
    {
        await using var host = await TestHost.StartAsync();
        await using var executor = await host.ConnectAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = listener.AcceptSocketAsync();

        await using var stream = await executor.ConnectPortAsync(((IPEndPoint)listener.LocalEndpoint).Port);
        (await accepting).Dispose();

        Assert.That(await stream.ReadAsync(new byte[1]), Is.Zero);
    }

    [TestCase("../socket")]
    [TestCase("/run/docker.sock")]
    [TestCase("a/../../b")]
    public async Task A_socket_elsewhere_is_refused(string name)
    {
        await using var host = await TestHost.StartAsync();
        await using var executor = await host.ConnectAsync();

        var exception = await Assert.ThrowsAsync<IOException>(() => executor.ConnectSocketAsync(name));

        Assert.That(exception!.Message, Does.Contain("outside"));
    }

    [Test]
    public async Task A_link_out_of_the_run_directory_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        await using var executor = await host.ConnectAsync();
        var directory = Directory.CreateDirectory(executor.Capabilities.StateDirectory!).FullName;
        var outside = host.PathOf("outside");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(outside));
        listener.Listen();
        File.CreateSymbolicLink(Path.Combine(directory, "link"), outside);

        var exception = await Assert.ThrowsAsync<IOException>(() => executor.ConnectSocketAsync("link"));

        Assert.That(exception!.Message, Does.Contain("outside"));
    }

    [Test]
    public async Task Nobody_there_is_said_to_be_so()
    {
        await using var host = await TestHost.StartAsync();
        await using var executor = await host.ConnectAsync();
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();

        var noPort = await Assert.ThrowsAsync<IOException>(() => executor.ConnectPortAsync(port));
        var noSocket = await Assert.ThrowsAsync<IOException>(() => executor.ConnectSocketAsync("nope"));

        Assert.That(noPort!.Message, Does.Contain($"port {port}"));
        Assert.That(noSocket!.Message, Does.Contain("nope"));
    }

    private static async Task EchoOnceAsync(Task<Socket> accepting)
    {
        using var socket = await accepting;
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer.AsMemory()) is var read and > 0)
        {
            for (var sent = 0; sent < read;)
            {
                sent += await socket.SendAsync(buffer.AsMemory(sent, read - sent));
            }
        }
    }
}
