using Microsoft.Extensions.AI;

namespace OpenHands.Agents.Tools;

/// <summary>Lets a caller of a tool hear what it prints while it runs, by the context of the call.</summary>
internal static class OutputListener
{
    private static readonly object s_key = new();

    /// <summary>Adds a listener to a call. It must return at once.</summary>
    public static void Add(AIFunctionArguments arguments, Action<OutputChunk> onOutput) =>
        (arguments.Context ??= new Dictionary<object, object?>())[s_key] = onOutput;

    /// <summary>The listener of a call; <see langword="null"/> when there is none.</summary>
    public static Action<OutputChunk>? In(AIFunctionArguments arguments) =>
        arguments.Context is { } context && context.TryGetValue(s_key, out var listener) ? listener as Action<OutputChunk> : null;
}
