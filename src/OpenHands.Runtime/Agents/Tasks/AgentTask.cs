using System.Text.Json;

namespace OpenHands;

/// <summary>A node of a task tree, as it was at one moment.</summary>
/// <param name="Id">Dotted path of positions, such as <c>1.0</c>; empty for the root.</param>
/// <param name="Goal">What it is about.</param>
/// <param name="State">How far it is.</param>
/// <param name="Subtasks">The tasks below it, in order.</param>
public sealed record AgentTask(string Id, string Goal, AgentTaskState State, IReadOnlyList<AgentTask> Subtasks)
{
    /// <summary>The task and all below it as the JSON that web clients know: <c>id</c>, <c>goal</c>, <c>state</c>, <c>subtasks</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ControllerJsonContext.Default.AgentTask);
}
