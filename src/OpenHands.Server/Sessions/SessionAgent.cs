namespace OpenHands.Server;

/// <summary>An agent that was made for one session.</summary>
/// <param name="Agent">The agent; the session disposes it when it is disposable.</param>
public sealed record SessionAgent(IAgent Agent)
{
    /// <summary>
    /// Why the agent's model takes no pictures, as a sentence for the user: a message with pictures is then refused with it.
    /// <see langword="null"/>, the default, when it does.
    /// </summary>
    public string? WhyNoImages { get; init; }

    /// <summary>The agents that it may delegate to; <see langword="null"/>, the default, for those of the application's <see cref="AgentRegistry"/>.</summary>
    public AgentRegistry? Delegates { get; init; }
}
