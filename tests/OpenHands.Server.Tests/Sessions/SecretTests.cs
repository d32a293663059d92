using Microsoft.Extensions.DependencyInjection;
using OpenHands.Agents;
using OpenHands.Agents.Tests;
using OpenHands.Server.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Sessions;

/// <summary>What the server knows and its sessions must not show.</summary>
internal sealed class SecretTests
{
    private const string ModelKey = "sk-of-the-server-alone";
    private const string AccessKey = "a key of sixteen and more";
    private const string JwtSecret = "thirty-two characters or more, as it must have";

    [Test]
    public async Task A_command_that_prints_a_key_of_the_server_shows_a_mark_and_nothing_else_is_stored()
    {
        using var directory = new TempWorkspace();
        await using var server = await ServerUnderTest.StartAsync(
            options => (options.DataDirectory, options.AccessKey, options.JwtSecret) = (directory.Root, AccessKey, JwtSecret),
            services: services => services.AddModel(new ModelOptions { Model = "m", ApiKey = new ApiKey(ModelKey) }));
        var session = await server.Sessions.OpenAsync("one");
        await session.InitializeAsync(new SessionSettings(), CancellationToken.None);

        await server.Sessions.SendAsync("one", new CmdRunAction($"echo '{ModelKey}' '{AccessKey}' '{JwtSecret}'"));
        var output = await session.Events.FollowAsync().OfType<CmdOutputObservation>().FirstAsync();
        await server.Sessions.CloseAsync("one");

        Assert.That(output.Content, Does.StartWith("OUT echo '<secret_hidden>' '<secret_hidden>' '<secret_hidden>'"));
        Assert.That(
            Directory.EnumerateFiles(directory.Root, "*", SearchOption.AllDirectories).Select(File.ReadAllText),
            Has.None.Contains(ModelKey).And.None.Contains(AccessKey).And.None.Contains(JwtSecret));
    }

    [Test]
    public async Task What_fails_beside_an_action_is_logged_without_the_keys()
    {
        using var log = new KeptLog();
        await using (var server = await ServerUnderTest.StartAsync(
            agent: () => new DisposableAgent(() => throw new InvalidOperationException($"An agent kept {ModelKey}.")),
            services: services =>
            {
                log.AddTo(services);
                services.AddModel(new ModelOptions { Model = "m", ApiKey = new ApiKey(ModelKey) });
            }))
        {
            var session = await server.Sessions.OpenAsync("one");
            await session.InitializeAsync(new SessionSettings(), CancellationToken.None);
            session.Controller!.StateChanged += _ => throw new InvalidOperationException($"A handler was given {ModelKey}.");
            var broken = session.Events.Subscribe("broken", (_, _) => throw new InvalidOperationException($"A subscriber was given {ModelKey}."));

            await server.Sessions.SendAsync("one", new MessageAction("Finish."));
            await session.Events.FollowAsync().OfType<AgentStateChangedObservation>().FirstAsync(observation => observation.AgentState == AgentState.Finished);
            await server.Sessions.CloseAsync("one");
            await broken.Completion;
        }

        Assert.That(
            log.Lines,
            Has.Some.Contains("A handler was given <secret_hidden>.").And.Some.Contains("A subscriber was given <secret_hidden>.").And.Some.Contains("An agent kept <secret_hidden>.")
                .And.None.Contains(ModelKey));
    }
}
