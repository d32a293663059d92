namespace OpenHands.Server;

/// <summary>Makes the agents of sessions. By default they come from the application's <see cref="AgentRegistry"/>, by name.</summary>
/// <remarks>Safe for concurrent calls. Register one of your own to use the model, the address and the key that a client chose.</remarks>
public interface ISessionAgentFactory
{
    /// <summary>The names that clients may ask for, sorted.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Makes an agent.</summary>
    /// <param name="settings">What the client chose, completed by the server's defaults.</param>
    /// <exception cref="ArgumentException">There is no such agent, or it cannot be made so; the message is for the user.</exception>
    SessionAgent Create(SessionSettings settings);
}
