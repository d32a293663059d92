namespace OpenHands;

/// <summary>Changes the state of a task in the task tree. Decodable for old sessions; later versions of OpenHands dropped it.</summary>
/// <param name="TaskId">Dotted id of the task.</param>
/// <param name="State"><c>open</c>, <c>completed</c>, <c>abandoned</c>, <c>in_progress</c> or <c>verified</c>.</param>
public sealed record ModifyTaskAction(string TaskId, string State) : AgentAction("modify_task", isRunnable: false)
{
    /// <summary>Why the agent does it.</summary>
    public string Thought { get; init; } = "";

    /// <inheritdoc />
    protected override string Describe() => $"Set task {TaskId} to {State}";
}
