using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Testing.Tests;

[Parallelizable(ParallelScope.All)]
public sealed class FactoryTests
{
    [Test]
    public async Task A_fake_takes_the_place_of_a_real_backend_by_its_name()
    {
        var services = new ServiceCollection();
        services.AddOpenHandsRuntime().AddLocal().AddFake(fake => fake.When("ls").Answer("f"), new FakeRuntimeOptions { Name = "local" });
        await using var provider = services.BuildServiceProvider();
        await using var events = EventStream.CreateInMemory();

        await using var runtime = provider.GetRequiredService<RuntimeFactories>().Create("local", "s1", events);
        await runtime.StartAsync();
        (await runtime.RunAsync("ls")).ShouldPrint("f");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(provider.GetRequiredService<FakeRuntimeFactory>().Created.Single(), Is.SameAs(runtime));
            Assert.That((runtime.SessionId, runtime.Name, runtime.Events), Is.EqualTo(("s1", "local", events)));
        }
    }

    [Test]
    public async Task Fakes_of_several_names_live_side_by_side_on_the_applications_clock()
    {
        var services = new ServiceCollection();
        var clock = new FakeTimeProvider();
        services.AddSingleton<TimeProvider>(clock);
        services.AddOpenHandsRuntime().AddFake(options: new FakeRuntimeOptions { Name = "one", Latency = TimeSpan.FromSeconds(9) }).AddFake();
        await using var provider = services.BuildServiceProvider();
        var factories = provider.GetRequiredService<RuntimeFactories>();

        await using var slow = (FakeRuntime)factories.Create("one", "a");
        await slow.StartAsync();
        var writing = slow.WriteFileAsync("f", "");
        await slow.WaitForCallAsync<FileWriteAction>();
        clock.Advance(TimeSpan.FromSeconds(9));
        await writing;

        Assert.That(factories.Names, Is.EqualTo(["fake", "one"]));
    }

    [Test]
    public void Every_option_reaches_the_runtimes_of_a_factory()
    {
        var options = new FakeRuntimeOptions
        {
            ActionTimeout = TimeSpan.FromSeconds(1),
            SoftTimeout = TimeSpan.FromSeconds(2),
            MaxOutputBytes = 5_000,
            MaxOutputFileBytes = 6_000_000,
            Environment = { ["A"] = "1" },
            EnableAutoLint = true,
            EventTypes = new EventTypeRegistry(),
            Plugins = [() => new CapturingPlugin()],
            PluginStartTimeout = TimeSpan.FromSeconds(4),
            Name = "other",
            WorkspacePath = "/elsewhere",
            Unscripted = UnscriptedActions.Succeed,
            Latency = TimeSpan.FromSeconds(3),
            Actions = ["run"],
        };
        var settable = typeof(FakeRuntimeOptions).GetProperties().Where(property => property.Name != nameof(RuntimeOptions.SessionId)).ToArray();

        var copy = options.For("s");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(copy.SessionId, Is.EqualTo("s"));
            Assert.That(settable.Select(property => property.GetValue(copy)), Is.EqualTo(settable.Select(property => property.GetValue(options))));
            Assert.That(settable.Where(property => Equals(property.GetValue(options), property.GetValue(new FakeRuntimeOptions()))).Select(property => property.Name), Is.Empty,
                "Give each option another value than its default here, so that a forgotten one is found.");
        }
    }

    [Test]
    public async Task A_plugin_works_on_the_fake_sandbox()
    {
        var options = new FakeRuntimeOptions { Plugins = [() => new CapturingPlugin()] };
        await using var runtime = new FakeRuntime(options);
        runtime.When("ping localhost").Answer("pong");
        await runtime.StartAsync();

        var observation = await runtime.ExecuteAsync(new PingAction());

        observation.ShouldSucceed().ShouldPrintExactly("pong");
        runtime.ShouldHaveRun("ping localhost", times: 1);
        Assert.That(runtime.PluginDocumentation, Is.EqualTo("Ping."));
    }
}
