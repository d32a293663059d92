using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OpenHands.Docker.Tests;

[TestFixture]
public sealed class DependencyInjectionTests : DockerTests
{
    [Test]
    public async Task The_docker_backend_is_made_by_name_from_warm_sandboxes()
    {
        var collection = new ServiceCollection();
        collection.AddOpenHandsRuntime().AddDocker(Configure).AddDocker(options => options.WarmSandboxes = 1);
        await using var services = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        var factories = services.GetRequiredService<RuntimeFactories>();
        await using var runtime = factories.Create("Docker", $"session-{Guid.NewGuid():N}");

        await runtime.StartAsync(Patience);

        Assert.That(await OutputAsync(runtime, "echo hello"), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_wrong_option_stops_the_application_at_its_start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddOpenHandsRuntime().AddDocker(options => options.MemoryBytes = 5);
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Patience));

        Assert.That(exception!.Message, Does.Contain("MemoryBytes is 5"));
    }

    private static void Configure(DockerRuntimeOptions options)
    {
        var own = TestEngine.Options();
        (options.Image, options.PullPolicy, options.Owner, options.Network) = (own.Image, own.PullPolicy, own.Owner, own.Network);
    }
}
