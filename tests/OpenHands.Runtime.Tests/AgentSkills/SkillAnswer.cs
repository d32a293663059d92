namespace OpenHands.Tests.AgentSkills;

/// <summary>What a call printed, the exception it raised as <c>Type: message</c>, and what it left open.</summary>
internal sealed record SkillAnswer(string Output, string? Exception, string State);
