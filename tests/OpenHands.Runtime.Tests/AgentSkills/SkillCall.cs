using System.Text.Json.Nodes;

namespace OpenHands.Tests.AgentSkills;

/// <summary>A call of one function of AgentSkills.</summary>
internal sealed record SkillCall(string Function, params JsonNode?[] Arguments);
