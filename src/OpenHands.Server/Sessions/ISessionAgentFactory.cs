namespace OpenHands.Server;

/// <summary>
/// Makes the agents of sessions. By default they come, by name, from the application's <see cref="AgentRegistry"/> and from its
/// <see cref="Agents.AgentFactories"/>, such as <c>services.AddCodeActAgent()</c> adds; these use the model, the address and the key that a client chose.
/// </summary>
/// <remarks>Safe for concurrent calls.</remarks>
public interface ISessionAgentFactory
{
    /// <summary>The names that clients may ask for, sorted.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Gets ready to make an agent, before its runtime is there.</summary>
    /// <param name="settings">What the client chose, completed by the server's defaults.</param>
    /// <returns>What it needs, and how it is made.</returns>
    /// <exception cref="ArgumentException">There is no such agent, or it cannot be made so; the message is for the user.</exception>
    PreparedAgent Prepare(SessionSettings settings);
}
