using Microsoft.Extensions.DependencyInjection;

namespace OpenHands.Server.Tests.Support;

/// <summary>Makes agents whose model takes no pictures.</summary>
internal sealed class AgentsWithoutVision(AgentRegistry registry) : ISessionAgentFactory
{
    public IReadOnlyList<string> Names => registry.Names;

    public static void Add(IServiceCollection services) => services.AddSingleton<ISessionAgentFactory, AgentsWithoutVision>();

    public PreparedAgent Prepare(SessionSettings settings) => registry.TryCreate(settings.Agent!, out var agent)
        ? new PreparedAgent(new SessionAgent(agent) { WhyNoImages = "Model does not support image upload, change to a different model or try without an image." })
        : throw new ArgumentException($"There is no agent named '{settings.Agent}'.");
}
