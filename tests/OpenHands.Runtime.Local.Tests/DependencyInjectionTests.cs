using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Local.Tests;

[Parallelizable(ParallelScope.All)]
public sealed class DependencyInjectionTests
{
    [Test]
    public async Task The_local_backend_is_made_by_name_and_runs()
    {
        await using var services = Services();
        await using var runtime = services.GetRequiredService<RuntimeFactories>().Create("Local", "session-1");

        await runtime.StartAsync();

        Assert.That((runtime.Name, runtime.SessionId), Is.EqualTo(("local", "session-1")));
        Assert.That((await runtime.RunAsync("echo hello")).Content, Is.EqualTo("hello"));
    }

    [Test]
    public async Task Each_session_has_a_workspace_of_its_own_below_the_configured_one()
    {
        using var directory = new TemporaryDirectory();
        await using var services = Services(options =>
        {
            options.WorkspacePath = directory.Path;
            options.SoftTimeout = TimeSpan.FromSeconds(1);
            options.Environment["SHARED"] = "yes";
        });
        var factories = services.GetRequiredService<RuntimeFactories>();
        await using var one = factories.Create("local", "one");
        await using var two = factories.Create("local", "two");

        await Task.WhenAll(one.StartAsync(), two.StartAsync());
        var seen = await one.RunAsync("touch file; echo $SHARED; pwd");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen.Content, Is.EqualTo($"yes\n{directory.Path}/one"));
            Assert.That(two.WorkspacePath, Is.EqualTo(Path.Combine(directory.Path, "two")));
            Assert.That(await two.ListFilesAsync(), Is.Empty);
        }
    }

    [Test]
    public async Task A_runtime_records_on_the_stream_it_is_given()
    {
        await using var services = Services();
        await using var events = EventStream.CreateInMemory();
        await using var runtime = services.GetRequiredService<RuntimeFactories>().Create("local", "s", events);

        await runtime.StartAsync();
        await runtime.RunAsync("true");

        Assert.That(events.LatestId, Is.EqualTo(1));
    }

    [Test]
    public async Task A_wrong_option_stops_the_application_at_its_start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddOpenHandsRuntime().AddLocal(options => options.MaxOutputBytes = 5);
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.That(exception!.Message, Does.Contain("MaxOutputBytes is 5"));
    }

    [Test]
    public async Task Adding_the_backend_twice_adds_it_once_and_applies_both_settings()
    {
        var collection = new ServiceCollection();
        collection.AddOpenHandsRuntime().AddLocal(options => options.MaxOutputBytes = 2048).AddLocal(options => options.MaxOutputFileBytes = 7);
        collection.AddOpenHandsRuntime();
        await using var services = collection.BuildServiceProvider();

        var options = services.GetRequiredService<IOptions<LocalRuntimeOptions>>().Value;

        Assert.That((options.MaxOutputBytes, options.MaxOutputFileBytes), Is.EqualTo((2048, 7L)));
        Assert.That(services.GetServices<IRuntimeFactory>().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_backend_that_is_not_there_is_answered_with_those_that_are()
    {
        await using var services = Services();
        await using var none = new ServiceCollection().AddOpenHandsRuntime().Services.BuildServiceProvider();

        var unknown = Assert.Throws<ArgumentException>(() => services.GetRequiredService<RuntimeFactories>().Create("e2b", "s"));
        var empty = Assert.Throws<ArgumentException>(() => none.GetRequiredService<RuntimeFactories>().Create("local", "s"));

        Assert.That(unknown!.Message, Does.Contain("Runtime e2b not supported. There is: local"));
        Assert.That(empty!.Message, Does.Contain("AddLocal()"));
    }

    [Test]
    public async Task Plugins_are_required_by_name_and_take_their_dependencies_from_the_services()
    {
        var collection = new ServiceCollection();
        collection.AddSingleton(TimeProvider.System);
        collection.AddOpenHandsRuntime().AddLocal().AddPlugin<ClockPlugin>("clock").AddPlugin("second", _ => new ClockPlugin(TimeProvider.System) { Name = "second" });
        await using var services = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        string[] required = ["second", "clock"];

        await using var runtime = services.GetRequiredService<RuntimeFactories>().Create("local", "s", plugins: required);
        await runtime.StartAsync();

        Assert.That(runtime.PluginDocumentation, Is.EqualTo("second tells the time.\n\nclock tells the time."));
    }

    [Test]
    public async Task A_plugin_that_is_not_there_is_answered_with_those_that_are()
    {
        await using var services = Services();

        var exception = Assert.Throws<ArgumentException>(() => services.GetRequiredService<RuntimeFactories>().Create("local", "s", plugins: ["clock"]));

        Assert.That(exception!.Message, Does.StartWith("Plugin clock not found. There is: ").And.Contain("jupyter"));
    }

    [Test]
    public async Task A_session_name_that_is_a_path_is_refused()
    {
        using var directory = new TemporaryDirectory();
        await using var services = Services(options => options.WorkspacePath = directory.Path);

        var exception = Assert.Throws<ArgumentException>(() => services.GetRequiredService<RuntimeFactories>().Create("local", "../evil"));

        Assert.That(exception!.Message, Does.Contain("../evil"));
    }

    private static ServiceProvider Services(Action<LocalRuntimeOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddOpenHandsRuntime().AddLocal(configure);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private sealed class ClockPlugin(TimeProvider time) : IRuntimePlugin
    {
        public string Name { get; init; } = "clock";

        public IReadOnlyCollection<string> Actions => [];

        public string Documentation => time == TimeProvider.System ? $"{Name} tells the time." : "";

        public void RegisterEventTypes(EventTypeRegistry types)
        {
        }

        public Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
