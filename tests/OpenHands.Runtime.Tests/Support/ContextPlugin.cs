using OpenHands.Protocol;

namespace OpenHands.Tests.Support;

/// <summary>A plugin that hands its context to a test.</summary>
internal sealed class ContextPlugin(Action<PluginContext> onInitialize, string name = "context") : IRuntimePlugin
{
    public string Name => name;

    public IReadOnlyCollection<string> Actions => [];

    public string Documentation => "";

    public void RegisterEventTypes(EventTypeRegistry types)
    {
    }

    public Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default)
    {
        onInitialize(context);
        return Task.CompletedTask;
    }

    public Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
