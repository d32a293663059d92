namespace OpenHands.Agents.Registration;

/// <summary>Which configured model an agent asks whose own options name none.</summary>
internal sealed record AgentModel(string Agent, string Model);
