namespace OpenHands.Server;

/// <summary>What can be chosen for a session, to say which of it.</summary>
[Flags]
internal enum SessionChoices
{
    None = 0,
    Agent = 1,
    Model = 2,
    ApiKey = 4,
    BaseUrl = 8,
    ConfirmationMode = 16,
    SecurityAnalyzer = 32,
    MaxIterations = 64,
}
