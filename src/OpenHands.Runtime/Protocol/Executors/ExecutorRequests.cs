namespace OpenHands.Protocol;

/// <summary>The body of <c>/environment</c>.</summary>
internal sealed record EnvironmentRequest(Dictionary<string, string> Variables);

/// <summary>The body of <c>/list_files</c>.</summary>
internal sealed record ListFilesRequest
{
    /// <summary>Absolute, or relative to the workspace; left out for the workspace.</summary>
    public string? Path { get; init; }
}

/// <summary>The body of <c>/cancel_request</c>.</summary>
internal sealed record CancelRequest(string RequestId);

/// <summary>The body of <c>/shell/input</c> and <c>/shell/keys</c>: text, or the name of a key.</summary>
internal sealed record ShellInputRequest
{
    /// <summary>What to type; a line end follows when it has none.</summary>
    public string? Text { get; init; }

    /// <summary><c>C-c</c>, <c>C-d</c> or <c>C-z</c>.</summary>
    public string? Key { get; init; }

    /// <summary>Seconds to wait for what the command answers; as long as for a command that is not blocking when left out.</summary>
    public double? Timeout { get; init; }
}

/// <summary>The answer of routes that have nothing to tell.</summary>
internal sealed record StatusAnswer(string Status)
{
    public static StatusAnswer Ok { get; } = new("ok");
}

/// <summary>The answer of <c>/upload_file</c>.</summary>
internal sealed record UploadAnswer(string Filename, string Destination, bool Recursive);
