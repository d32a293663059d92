using System.Text.Json.Serialization;

namespace OpenHands.Server.Http;

/// <summary>A node of a task tree, as <see cref="AgentTask.ToJson"/> writes it.</summary>
/// <param name="Id">Dotted path of positions, such as <c>1.0</c>; empty for the root.</param>
/// <param name="Goal">What it is about.</param>
/// <param name="State">How far it is.</param>
/// <param name="Subtasks">The tasks below it, in order.</param>
internal sealed record TaskBody(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("goal")] string Goal,
    [property: JsonPropertyName("state")] AgentTaskState State,
    [property: JsonPropertyName("subtasks")] IReadOnlyList<TaskBody> Subtasks);
