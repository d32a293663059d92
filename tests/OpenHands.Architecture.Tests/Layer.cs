namespace OpenHands.Architecture.Tests;

/// <summary>What one project may know.</summary>
/// <param name="Project">Its name.</param>
/// <param name="Namespace">Where its types live, or below.</param>
/// <param name="Projects">The projects it may refer to.</param>
/// <param name="Packages">The packages it may refer to; a trailing <c>*</c> stands for any ending.</param>
internal sealed record Layer(string Project, string Namespace, string[] Projects, string[] Packages)
{
    /// <summary>Whether it may be built on ASP.NET.</summary>
    public bool MayUseAspNet { get; init; }

    /// <summary>Whether it runs wherever .NET does, rather than on Linux only.</summary>
    public bool IsPortable { get; init; } = true;

    /// <summary>Every project that there is or will be, from the middle outwards.</summary>
    public static IReadOnlyList<Layer> All { get; } =
    [
        new("OpenHands.Runtime", "OpenHands", [],
            ["Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options"]),
        new("OpenHands.Runtime.Executor", "OpenHands.Execution", ["OpenHands.Runtime"], ["CliWrap"]) { IsPortable = false },
        new("OpenHands.Runtime.Executor.Host", "OpenHands.Execution.Host", ["OpenHands.Runtime", "OpenHands.Runtime.Executor"], [])
        {
            MayUseAspNet = true,
            IsPortable = false,
        },
        new("OpenHands.Runtime.Browser", "OpenHands.Browsing", ["OpenHands.Runtime"], ["Microsoft.Playwright"]),
        new("OpenHands.Runtime.Local", "OpenHands.Local", ["OpenHands.Runtime", "OpenHands.Runtime.Executor"], []) { IsPortable = false },
        new("OpenHands.Runtime.Remote", "OpenHands.Remote", ["OpenHands.Runtime"], []),
        new("OpenHands.Runtime.Docker", "OpenHands.Docker", ["OpenHands.Runtime", "OpenHands.Runtime.Remote"], ["Docker.DotNet"]),
        new("OpenHands.Runtime.Testing", "OpenHands.Testing", ["OpenHands.Runtime"], []),
        new("OpenHands.Agents", "OpenHands.Agents", ["OpenHands.Runtime"], ["Microsoft.Extensions.AI*", "Microsoft.Extensions.Http.Resilience", "ModelContextProtocol.Core"]),
        new("OpenHands.Mcp", "OpenHands.Mcp", ["OpenHands.Agents", "OpenHands.Cli"], []) { IsPortable = false },
        new("OpenHands.Cli", "OpenHands.Cli", ["OpenHands.Agents", "OpenHands.Runtime.Docker", "OpenHands.Runtime.Local"], []) { IsPortable = false },
        new("OpenHands.Server", "OpenHands.Server", ["OpenHands.Runtime", "OpenHands.Agents"],
            ["Microsoft.AspNetCore.*", "Microsoft.Extensions.*", "ModelContextProtocol.Core", "OpenTelemetry.*", "Tomlyn"])
        {
            MayUseAspNet = true,
        },
        new("OpenHands.Server.UI", "OpenHands.Server.UI", [], []) { MayUseAspNet = true },
    ];

    /// <summary>Whether it may refer to a package.</summary>
    public bool Allows(string package) => Packages.Any(allowed =>
        allowed.EndsWith('*') ? package.StartsWith(allowed[..^1], StringComparison.Ordinal) : package == allowed);
}
