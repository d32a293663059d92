namespace OpenHands.Agents.Models;

/// <summary>Tells whoever asks a model why nothing comes. What repeats a request is deep in the client, where no argument of ours reaches.</summary>
internal static class ModelPauses
{
    private static readonly AsyncLocal<Action<string>?> s_listener = new();

    /// <summary>Has the pauses of what the caller asks from here on told to it.</summary>
    public static void Listen(Action<string> listener) => s_listener.Value = listener;

    /// <summary>Tells of a pause.</summary>
    /// <param name="reason">A sentence.</param>
    public static void Tell(string reason) => s_listener.Value?.Invoke(reason);
}
