namespace OpenHands;

/// <summary>Adds a node to the task tree. Decodable for old sessions; later versions of OpenHands dropped it.</summary>
/// <param name="Parent">Dotted id of the parent task, or empty for the root.</param>
/// <param name="Goal">What the task is about.</param>
public sealed record AddTaskAction(string Parent, string Goal) : AgentAction("add_task", isRunnable: false)
{
    /// <summary>Tasks below it, a list of objects. Default <c>[]</c>.</summary>
    public JsonPayload Subtasks { get; init; } = JsonPayload.EmptyArray;

    /// <summary>Why the agent does it.</summary>
    public string Thought { get; init; } = "";

    /// <inheritdoc />
    protected override string Describe() => $"Added task: {Goal}";
}
