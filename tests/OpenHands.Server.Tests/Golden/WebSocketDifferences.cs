namespace OpenHands.Server.Tests.Golden;

/// <summary>Where the server's frames differ from those of 0.9.3 on purpose, by the step of the recording.</summary>
internal static class WebSocketDifferences
{
    /// <summary>What every frame of the recording is changed into before it is compared.</summary>
    public const string Everywhere =
        "0.9.3 sent live events with a timeout that it had not stored; ours are sent as they are stored. Ids differ, as its runtime answered every action that does not run.";

    private const string NoErrorKey = "A top-level key 'error' ends the session in clients of 0.11, so an error frame is an error observation without an id.";
    private const string GoesOn = "0.9.3 dropped the socket. A bad frame is answered by an error frame and the socket lives on.";

    /// <summary>Why the frames of a step are others.</summary>
    public static IReadOnlyDictionary<string, string> Steps { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["token claims"] = "Tokens expire: there are also 'iat' and 'exp'.",
        ["send invalid JSON text"] = NoErrorKey,
        ["message with image, model without vision"] = NoErrorKey,
        ["second initialize on same connection"] = "A session that is there is attached to: the client is told its state. 0.9.3 failed, and said 'loading' for ever.",
        ["unknown action"] = GoesOn,
        ["JSON without action"] = GoesOn,
        ["initialize when the runtime constructor fails"] = NoErrorKey + " The state is 'error' afterwards, not 'loading' for ever, and the reason is told.",
        ["initialize with an unknown agent"] = GoesOn,
        ["reconnect with token&latest_event_id=5 (replay)"] = "0.9.3 changed 'blocking' of a command in its live copy only.",
        ["reconnect with token only (full replay)"] = "0.9.3 changed 'blocking' of a command in its live copy only.",
    };
}
