using OpenHands.Protocol;
using OpenHands.Tests.Support;

namespace OpenHands.Tests;

internal sealed class ShutdownTests
{
    [Test]
    public async Task An_executor_that_fails_at_the_end_keeps_no_sandbox_alive()
    {
        var sandbox = new Sandbox(new RuntimeOptions());
        await sandbox.StartAsync();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () => await sandbox.DisposeAsync());

        Assert.That(failure!.Message, Is.EqualTo("I will not go."));
        Assert.That(sandbox.Ended, Is.EqualTo(["executor", "sandbox"]));
    }

    [Test]
    public async Task What_fails_while_a_failed_start_is_cleaned_up_does_not_hide_why_it_failed()
    {
        var sandbox = new Sandbox(new RuntimeOptions { Plugins = [() => new Absentee()] });

        var failure = await Assert.ThrowsAsync<RuntimeStartException>(() => sandbox.StartAsync());

        Assert.That(failure!.ToString(), Does.Contain("I will not come."));
        Assert.That(sandbox.Ended, Is.EqualTo(["executor", "sandbox"]));
    }

    private sealed class Sandbox(RuntimeOptions options) : Runtime(options, events: null, loggerFactory: null, timeProvider: null)
    {
        public List<string> Ended { get; } = [];

        public override string Name => "sandbox";

        public override string WorkspacePath => "/workspace";

        protected override Task<IActionExecutor> StartCoreAsync(CancellationToken cancellationToken) => Task.FromResult<IActionExecutor>(new KernelExecutor { OnDisposed = Fail });

        protected override Task StopCoreAsync()
        {
            Ended.Add("sandbox");
            return Task.CompletedTask;
        }

        private void Fail()
        {
            Ended.Add("executor");
            throw new InvalidOperationException("I will not go.");
        }
    }

    private sealed class Absentee : IRuntimePlugin
    {
        public string Name => "absentee";

        public IReadOnlyCollection<string> Actions => [];

        public string Documentation => "";

        public void RegisterEventTypes(EventTypeRegistry types)
        {
        }

        public Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("I will not come.");

        public Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
