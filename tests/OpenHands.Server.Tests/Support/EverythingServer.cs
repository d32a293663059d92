using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace OpenHands.Server.Tests.Support;

/// <summary>A server with all the endpoints that there are.</summary>
internal static class EverythingServer
{
    public const string Key = "a key of sixteen and more";

    public static Task<ServerUnderTest> StartAsync(Action<ServerOptions>? configure = null, Action<IServiceCollection>? services = null) => ServerUnderTest.StartAsync(
        configure,
        services: all =>
        {
            all.AddOpenHandsMcp();
            services?.Invoke(all);
        },
        map: app => app.MapOpenHandsMcp());
}
