namespace OpenHands.Tests.Support;

/// <summary>How long a test waits for what must happen before it fails.</summary>
internal static class Patience
{
    public static TimeSpan Long { get; } = TimeSpan.FromSeconds(30);
}
