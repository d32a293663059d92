using OpenHands.Protocol;

namespace OpenHands;

/// <summary>What a host says about itself at first, which may be nonsense.</summary>
internal static class ExecutorInfoCheck
{
    private const int LongestPath = 4096;
    private const int LongestWord = 100;
    private const int LongestSentence = 1000;
    private const int MostWords = 200;

    /// <summary>Throws when the host cannot be talked to.</summary>
    public static void ThrowIfUnusable(string host, ExecutorInfo info, bool hasKey)
    {
        if (info.Protocol is not { } protocol)
        {
            throw new RuntimeStartException(hasKey
                ? $"{host} tells too little about itself to be one of this version. Update it."
                : $"{host} wants an API key before it tells about itself. Give it the key that it was started with (SESSION_API_KEY).");
        }

        if (protocol != ExecutorProtocol.Version)
        {
            throw new ExecutorProtocolException(
                $"{host} (version {Word(info.Version)}) speaks protocol {protocol}, this program {ExecutorProtocol.Version}. Update {(protocol < ExecutorProtocol.Version ? "the host" : "this program")}.");
        }

        var problem = info switch
        {
            { Instance: not { Length: > 0 and <= LongestWord } } => "instance",
            { WorkingDir: not { Length: > 0 and <= LongestPath } } => "working_dir",
            { WorkingDir: { } directory } when directory[0] != '/' || directory.Contains('\0') => "working_dir",
            { StateDirectory: { } state } when state.Length is 0 or > LongestPath || state[0] != '/' || state.Contains('\0') => "state_directory",
            { Actions: not { Length: <= MostWords } } => "actions",
            { Actions: { } actions } when actions.Any(word => word is not { Length: > 0 and <= LongestWord }) => "actions",
            { Missing: { } missing } when missing.Count > MostWords || missing.Any(pair => pair.Key.Length > LongestWord || pair.Value is not { Length: <= LongestSentence }) => "missing",
            _ when info.Instance!.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter != '-') => "instance",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ExecutorProtocolException($"{host} says nonsense about itself: '{problem}' is missing, too long or malformed.");
        }
    }

    private static string Word(string? text) => text is { Length: <= LongestWord } ? ExecutorErrors.Shorten(text) : "unknown";
}
