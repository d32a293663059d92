using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OpenHands.Server.Clients;

/// <summary>Has the WebSocket of a request run over a <see cref="HeardStream"/>, which is then among the features of the request.</summary>
internal sealed class HeardUpgrade : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    private readonly HttpContext _context;
    private readonly IHttpUpgradeFeature? _upgrade;
    private readonly IHttpExtendedConnectFeature? _connect;

    private HeardUpgrade(HttpContext context)
    {
        _context = context;
        _upgrade = context.Features.Get<IHttpUpgradeFeature>();
        _connect = context.Features.Get<IHttpExtendedConnectFeature>();
    }

    bool IHttpUpgradeFeature.IsUpgradableRequest => _upgrade!.IsUpgradableRequest;

    bool IHttpExtendedConnectFeature.IsExtendedConnect => _connect!.IsExtendedConnect;

    string? IHttpExtendedConnectFeature.Protocol => _connect!.Protocol;

    /// <summary>Stands in for what a connection offers, of HTTP/1.1 or HTTP/2. Before WebSockets are looked for.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var heard = new HeardUpgrade(context);
        if (heard._upgrade is not { IsUpgradableRequest: true } && heard._connect is not { IsExtendedConnect: true })
        {
            return next(context);
        }

        // What an application found before knows the connection without us.
        context.Features.Set<IHttpWebSocketFeature>(null);
        if (heard._upgrade is not null)
        {
            context.Features.Set<IHttpUpgradeFeature>(heard);
        }

        if (heard._connect is not null)
        {
            context.Features.Set<IHttpExtendedConnectFeature>(heard);
        }

        return next(context);
    }

    async Task<Stream> IHttpUpgradeFeature.UpgradeAsync() => Hear(await _upgrade!.UpgradeAsync());

    async ValueTask<Stream> IHttpExtendedConnectFeature.AcceptAsync() => Hear(await _connect!.AcceptAsync());

    private HeardStream Hear(Stream stream)
    {
        var heard = new HeardStream(stream);
        _context.Features.Set(heard);
        return heard;
    }
}
