using System.Net.Sockets;

namespace OpenHands.Docker.Tests;

[TestFixture]
public sealed class ExecutorSocketTests : DockerTests
{
    [SetUp]
    public void SkipWhereOutOfReach()
    {
        if (!EngineEndpoint.IsLocal(EngineEndpoint.Find(null)))
        {
            Assert.Ignore("The engine is on another machine, so no socket of its containers is in reach.");
        }
    }

    [TestCase(DockerProfile.Hardened)]
    [TestCase(DockerProfile.Root)]
    public async Task An_executor_under_this_kernel_is_reached_without_the_engine(DockerProfile profile)
    {
        var runtime = await StartAsync(options => options.Profile = profile);

        var output = await OutputAsync(runtime, "echo direct");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(output, Is.EqualTo("direct"));
            Assert.That(await ProgramsOfTheEngineAsync(runtime), Is.EqualTo("[]").Or.EqualTo("<no value>"));
        }
    }

    [Test]
    public async Task Who_wants_the_engine_between_gets_it()
    {
        var runtime = await StartAsync(options => options.ConnectThroughEngine = true);

        var output = await OutputAsync(runtime, "echo by exec");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(output, Is.EqualTo("by exec"));
            Assert.That(await ProgramsOfTheEngineAsync(runtime), Does.StartWith("[").And.Length.GreaterThan(60));
        }
    }

    [TestCase("ln -s {0} /openhands/run/host/executor.sock", TestName = "A_link_in_place_of_the_socket_is_not_followed_out_of_the_sandbox")]
    [TestCase("mv /openhands/run/host /openhands/run/moved; ln -s $(dirname {0}) /openhands/run/host", TestName = "A_link_in_place_of_its_directory_is_not_followed_out_of_the_sandbox")]
    public async Task Links_are_not_followed(string deceive)
    {
        using var directory = new HostDirectory();
        var path = Path.Combine(directory.Path, "executor.sock");
        using var ofTheHost = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        ofTheHost.Bind(new UnixDomainSocketEndPoint(path));
        ofTheHost.Listen();
        var runtime = await StartAsync(options => options.Profile = DockerProfile.Root);
        var socket = await SocketOfAsync(runtime.ContainerId!, runtime.ContainerId!);

        await using var before = await socket.TryConnectAsync(Patience);
        await OutputAsync(runtime, $"rm /openhands/run/host/executor.sock; {string.Format(null, deceive, path)}");
        await using var after = await socket.TryConnectAsync(Patience);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before, Is.Not.Null, "It was in reach.");
            Assert.That(after, Is.Null);
            Assert.That(ofTheHost.Poll(0, SelectMode.SelectRead), Is.False, "Nobody knocked.");
        }
    }

    [Test]
    public async Task A_process_that_is_not_of_the_container_is_left_alone()
    {
        var runtime = await StartAsync();
        var socket = await SocketOfAsync(runtime.ContainerId!, new string('0', 64));

        await using var connection = await socket.TryConnectAsync(Patience);

        Assert.That(connection, Is.Null);
    }

    private async Task<ExecutorSocket> SocketOfAsync(string processOf, string container)
    {
        var state = await TestEngine.Engine.InspectContainerAsync(processOf, Patience);
        return new ExecutorSocket(container, _ => Task.FromResult(state!.Process));
    }

    private static Task<string> ProgramsOfTheEngineAsync(DockerRuntime runtime) => TestEngine.DockerAsync("inspect", "--format", "{{.ExecIDs}}", runtime.ContainerId!);
}
