using System.Text.Json;

namespace OpenHands.Protocol;

/// <summary>What is said about a program, as opposed to what goes through it. One of these is set.</summary>
internal sealed record ProcessControl
{
    /// <summary>To the host, first: start this.</summary>
    public ProcessStart? Start { get; init; }

    /// <summary>To the host: kill it with everything it started.</summary>
    public bool? Kill { get; init; }

    /// <summary>To the client, first: 200 when it runs, else the status of <see cref="Answer"/>.</summary>
    public int? Status { get; init; }

    /// <summary>Why it does not run: an <see cref="ExecutorError"/>.</summary>
    public JsonElement? Answer { get; init; }

    /// <summary>To the client: it has ended.</summary>
    public int? ExitCode { get; init; }
}

/// <summary>A <see cref="SandboxCommand"/> on the wire.</summary>
internal sealed record ProcessStart(string Program, string[] Arguments)
{
    /// <summary>Where it starts.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables of its own.</summary>
    public Dictionary<string, string>? Environment { get; init; }
}
