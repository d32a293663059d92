using OpenHands.Protocol;

namespace OpenHands.Testing.Tests;

/// <summary>Handles <c>ping</c>, and keeps what plugins are given.</summary>
internal sealed class CapturingPlugin : IRuntimePlugin
{
    public IActionExecutor Executor { get; private set; } = null!;

    public string Name => "capturing";

    public IReadOnlyCollection<string> Actions => ["ping"];

    public string Documentation => "Ping.";

    public void RegisterEventTypes(EventTypeRegistry types) => types.AddAction(PingContext.Default.PingAction, new PingAction());

    public Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default)
    {
        Executor = context.Executor;
        return Task.CompletedTask;
    }

    public async Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default) =>
        await Executor.ExecuteAsync(new CmdRunAction("ping localhost"), cancellationToken: cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
