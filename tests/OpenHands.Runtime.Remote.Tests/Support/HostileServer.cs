using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace OpenHands.Remote.Tests;

/// <summary>Something at the address of a host that says what a test tells it to.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    public const string Info = """{"uptime":1,"idle_time":1,"protocol":1,"instance":"i","working_dir":"/w","actions":["run","read","write"],"missing":{}}""";

    private readonly WebApplication _application;

    private HostileServer(WebApplication application) => _application = application;

    public Uri Url => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Starts one that tells a true story about itself, unless it is told otherwise, and answers everything else as it is told.</summary>
    public static async Task<HostileServer> StartAsync(Func<HttpContext, Task>? answer = null, string info = Info)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MinResponseDataRate = null;
        });
        var application = builder.Build();
        application.Run(context => context.Request.Path == "/server_info" ? JsonAsync(context, info)
            : context.Request.Path == "/cancel_request" ? JsonAsync(context, """{"status":"ok"}""")
            : (answer ?? (_ => Task.CompletedTask))(context));
        await application.StartAsync();
        return new HostileServer(application);
    }

    public static Task JsonAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    /// <summary>Answers every connection with the same bytes, whatever is asked.</summary>
    public static async Task<Uri> BytesAsync(string answer, CancellationToken until)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = ServeAsync();
        await Task.CompletedTask;
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

        async Task ServeAsync()
        {
            using (listener)
            {
                while (!until.IsCancellationRequested)
                {
                    using var client = await listener.AcceptSocketAsync(until);
                    await client.ReceiveAsync(new byte[4096].AsMemory(), until);
                    await client.SendAsync(Encoding.Latin1.GetBytes(answer), until);
                    client.Shutdown(SocketShutdown.Both);
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _application.StopAsync(atOnce.Token);
        await _application.DisposeAsync();
    }
}
