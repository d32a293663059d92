using System.Text.Json;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>The wire words of <see cref="AgentState"/>.</summary>
public static class AgentStateNames
{
    /// <summary>The word the wire uses, such as <c>awaiting_user_input</c>.</summary>
    public static string ToWireName(this AgentState state) =>
        JsonSerializer.SerializeToElement(state, EventJsonContext.Default.AgentState).GetString()!;
}
