namespace OpenHands.Conformance;

/// <summary>The life of plugins: in which order they come and go, and what happens when one of them fails or hangs.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class PluginLifeConformanceTests<THarness> : ConformanceSuite<THarness>
    where THarness : RuntimeHarness, new()
{
    private readonly List<string> _log = [];

    [Test]
    public async Task Plugins_are_initialized_in_order_and_disposed_in_the_reverse_one()
    {
        var runtime = await StartAsync(With(Logged("one"), Logged("two"), Logged("three")));

        await runtime.DisposeAsync();

        Assert.That(string.Join(' ', _log), Is.EqualTo("+one +two +three -three -two -one"));
    }

    [Test]
    public async Task One_that_cannot_be_initialized_is_named_and_all_are_disposed()
    {
        var runtime = Create(With(Logged("one"), Logged("two", initialize: (_, _) => throw new InvalidOperationException("No such luck.")), Logged("three")));

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync(Patience));

        Assert.That(exception!.Message, Is.EqualTo("The plugin 'two' failed to initialize: No such luck."));
        Assert.That(runtime.State, Is.EqualTo(RuntimeState.Failed));
        Assert.That(string.Join(' ', _log), Is.EqualTo("+one +two -three -two -one"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task One_that_hangs_while_it_is_initialized_ends_the_start(bool listens)
    {
        var plugin = Logged("slow", initialize: (_, token) => Task.Delay(Timeout.Infinite, listens ? token : CancellationToken.None));
        var runtime = Create(With(options => options.PluginStartTimeout = TimeSpan.FromMilliseconds(200), plugin));

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync(Patience));

        Assert.That(exception!.Message, Does.StartWith("The plugin 'slow' was not initialized within 00:00:00.2000000.").And.Contain("PluginStartTimeout"));
        Assert.That(_log[^1], Is.EqualTo("-slow"));
    }

    [Test]
    public async Task A_start_that_is_cancelled_while_a_plugin_is_initialized_ends()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Patience);
        var runtime = Create(With(Logged("slow", initialize: async (_, token) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        })));

        Assert.That(() => runtime.StartAsync(stop.Token), Throws.InstanceOf<OperationCanceledException>());

        await runtime.DisposeAsync();
        Assert.That(_log[^1], Is.EqualTo("-slow"));
    }

    [Test]
    public async Task One_that_cannot_be_disposed_keeps_nothing_from_being_stopped()
    {
        var runtime = await StartAsync(With(Logged("one"), Logged("two", dispose: () => throw new InvalidOperationException("I stay."))));

        await runtime.DisposeAsync();

        Assert.That(runtime.State, Is.EqualTo(RuntimeState.Stopped));
        Assert.That(string.Join(' ', _log), Is.EqualTo("+one +two -two -one"));
    }

    [Test]
    public async Task A_runtime_that_never_started_disposes_its_plugins()
    {
        var runtime = Create(With(Logged("one"), Logged("two")));

        await runtime.DisposeAsync();

        Assert.That(string.Join(' ', _log), Is.EqualTo("-two -one"));
    }

    [Test]
    public void A_name_or_an_action_is_claimed_once_and_names_have_a_form()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Create(With(new DelegatePlugin("one"), new DelegatePlugin("one"))), Throws.ArgumentException.With.Message.StartsWith("Two plugins are named 'one'."));
            Assert.That(() => Create(With(Claiming("one"), Claiming("two"))), Throws.ArgumentException.With.Message.StartsWith("The plugins 'one' and 'two' both claim the action 'conformance_custom'."));
            Assert.That(() => Create(With(new DelegatePlugin("../one"))), Throws.ArgumentException.With.Message.StartsWith("'../one' cannot name a plugin"));
            Assert.That(
                () => Create(With(new DelegatePlugin("one") { Actions = ["conformance_unregistered"] })),
                Throws.ArgumentException.With.Message.StartsWith("The plugin 'one' claims the action 'conformance_unregistered' but registers no type for it."));
        }
    }

    [Test]
    public async Task What_plugins_say_to_models_comes_in_their_order()
    {
        var runtime = await StartAsync(With(new DelegatePlugin("one") { Documentation = "First." }, new DelegatePlugin("two"), new DelegatePlugin("three") { Documentation = "Last." }));

        Assert.That(runtime.PluginDocumentation, Is.EqualTo("First.\n\nLast."));
    }

    private static RuntimeSetup With(params IReadOnlyList<IRuntimePlugin> plugins) => With(static _ => { }, plugins);

    private static RuntimeSetup With(Action<RuntimeOptions> configure, params IReadOnlyList<IRuntimePlugin> plugins) => RuntimeSetup.With(options =>
    {
        configure(options);
        foreach (var plugin in plugins)
        {
            options.Plugins.Add(() => plugin);
        }
    });

    private static DelegatePlugin Claiming(string name) => new(name) { Actions = ["conformance_custom"], Register = types => types.AddAction("conformance_custom") };

    private DelegatePlugin Logged(string name, Func<PluginContext, CancellationToken, Task>? initialize = null, Func<Task>? dispose = null) => new(name)
    {
        Initialize = (context, token) =>
        {
            _log.Add($"+{name}");
            return initialize?.Invoke(context, token) ?? Task.CompletedTask;
        },
        Dispose = () =>
        {
            _log.Add($"-{name}");
            return dispose?.Invoke() ?? Task.CompletedTask;
        },
    };
}
