namespace OpenHands.Protocol;

/// <summary>The words of the wire between a runtime and an executor host; both ends read them here.</summary>
internal static class ExecutorProtocol
{
    /// <summary>Raised when an old client could misunderstand a new host, or the other way round.</summary>
    public const int Version = 1;

    /// <summary>Names one mutating request. A host answers a repeated id with the first answer.</summary>
    public const string RequestIdHeader = "X-Request-ID";

    /// <summary>The life of the host that the client believes to talk to. Another one refuses, because it cannot know what the first did.</summary>
    public const string InstanceHeader = "X-Executor-Instance";

    /// <summary>The key of the sandbox, in the word of OpenHands.</summary>
    public const string KeyHeader = "X-Session-API-Key";

    /// <summary>What a client accepts that wants output while an action runs: one JSON object a line.</summary>
    public const string Lines = "application/x-ndjson";

    /// <summary>The type of every other body that is not a file.</summary>
    public const string Json = "application/json";

    /// <summary>The type of an uploaded or downloaded tree.</summary>
    public const string Tar = "application/x-tar";

    /// <summary>The type of a single uploaded or downloaded file.</summary>
    public const string Bytes = "application/octet-stream";
}
