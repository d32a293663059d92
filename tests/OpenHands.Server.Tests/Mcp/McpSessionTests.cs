using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Client;
using OpenHands.Agents;
using OpenHands.Server.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Mcp;

/// <summary>How long a client's session and its runtime live.</summary>
internal sealed class McpSessionTests
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(17);

    [Test]
    public async Task A_client_that_leaves_properly_ends_what_it_started()
    {
        await using var host = await McpHost.StartAsync();
        var client = await host.ConnectAsync();
        using var left = await LeaveRunningAsync(client);

        await client.DisposeAsync();

        await left.WaitForExitAsync();
    }

    [Test]
    public async Task A_client_that_is_gone_loses_its_runtime_when_it_was_idle_for_too_long()
    {
        var time = new IdleClock(s_idle);
        await using var host = await McpHost.StartAsync(options => options.IdleTimeout = s_idle, time: time);
        using var left = await VanishAsync(host);
        await time.WaitForTimerAsync();

        time.Advance(s_idle - TimeSpan.FromSeconds(1));
        var before = host.Sessions.Count;
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(before, Is.EqualTo(1));
        await left.WaitForExitAsync();
    }

    [Test]
    public async Task A_session_that_was_idle_for_too_long_is_unknown()
    {
        var time = new IdleClock(s_idle);
        await using var host = await McpHost.StartAsync(options => options.IdleTimeout = s_idle, time: time);
        await using var client = await host.ConnectQuietlyAsync();
        await client.AskAsync("run", ("command", "true"));
        await time.WaitForTimerAsync();

        time.Advance(s_idle);

        await Assert.ThatAsync(async () => await client.CallAsync("run", ("command", "true")), Throws.Exception);
    }

    [Test]
    public async Task A_client_that_listens_is_not_idle()
    {
        var time = new IdleClock(s_idle);
        await using var host = await McpHost.StartAsync(options => options.IdleTimeout = s_idle, time: time);
        await using var client = await host.ConnectAsync();
        await client.AskAsync("run", ("command", "answer=42"));

        time.Advance(TimeSpan.FromDays(1));

        Assert.That(await client.AskAsync("run", ("command", "echo $answer")), Does.EndWith("42"));
    }

    [Test]
    public async Task A_client_that_vanishes_while_it_listens_is_noticed_by_the_kernel()
    {
        var asked = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await McpHost.StartAsync(pipeline: app => app.Use((context, next) =>
        {
            if (HttpMethods.IsGet(context.Request.Method))
            {
                var socket = context.Features.Get<IConnectionSocketFeature>()!.Socket;
                context.Response.OnStarting(() => Task.FromResult(asked.TrySetResult(socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive))));
            }

            return next(context);
        }));

        await using var client = await host.ConnectAsync();

        Assert.That(await asked.Task, Is.EqualTo(1));
    }

    [Test]
    public async Task One_session_too_many_is_refused_until_another_one_ends()
    {
        await using var host = await McpHost.StartAsync(options => options.MaxSessions = 1);
        var first = await host.ConnectAsync();

        var refusal = await Assert.CatchAsync(() => host.ConnectAsync());
        await first.DisposeAsync();
        await using var second = await host.ConnectAsync();

        Assert.That(refusal!.Message, Does.Contain("MaxSessions"));
        Assert.That(await second.AskAsync("run", ("command", "echo in")), Does.EndWith("in"));
    }

    [Test]
    public async Task A_server_that_stops_ends_the_runtimes_of_connected_clients()
    {
        await using var host = await McpHost.StartAsync();
        await using var client = await host.ConnectAsync();
        using var left = await LeaveRunningAsync(client);

        await host.StopAsync();

        await left.WaitForExitAsync();
        Assert.That(host.Sessions.Count, Is.Zero);
    }

    [Test]
    public async Task What_a_client_did_is_recorded_with_the_sessions_of_the_server()
    {
        using var data = new TempWorkspace();
        await using var host = await McpHost.StartAsync(server: options => options.DataDirectory = data.Root);
        await using var client = await host.ConnectAsync();

        await client.AskAsync("run", ("command", "echo recorded"));
        await host.StopAsync();

        var files = Directory.GetFiles(data.Root, "*", SearchOption.AllDirectories).Where(file => file.Contains("mcp-", StringComparison.Ordinal)).ToList();
        Assert.That(files.Any(file => file.Contains(client.SessionId!, StringComparison.Ordinal)), Is.False, "the id is a secret");
        Assert.That(files.Any(file => File.ReadAllText(file).Contains("echo recorded", StringComparison.Ordinal)), Is.True);
    }

    [Test]
    public async Task Options_that_cannot_be_stop_the_start() =>
        await Assert.ThatAsync(
            () => McpHost.StartAsync(options => (options.MaxSessions, options.IdleTimeout, options.Tools) = (0, TimeSpan.Zero, new AgentToolOptions { MaxMatches = 0 })),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("MaxSessions").And.Message.Contains("IdleTimeout").And.Message.Contains("MaxMatches is 0"));

    private static async Task<Process> VanishAsync(McpHost host)
    {
        await using var client = await host.ConnectQuietlyAsync();
        return await LeaveRunningAsync(client);
    }

    private static async Task<Process> LeaveRunningAsync(McpClient client)
    {
        var answer = await client.AskAsync("run", ("command", "sleep 1000 >/dev/null 2>&1 & echo $!"));
        return Process.GetProcessById(int.Parse(answer[(answer.LastIndexOf('\n') + 1)..], CultureInfo.InvariantCulture));
    }
}
