namespace OpenHands.Docker.Tests;

[TestFixture]
public sealed class StartFailureTests : DockerTests
{
    [Test]
    public async Task Without_an_engine_the_message_says_where_none_is_and_how_to_get_one()
    {
        var runtime = Create(options => options.Endpoint = "unix:///nonexistent/docker.sock");

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync(Patience));

        Assert.That(exception!.Message, Does.Contain("No Docker engine answers at unix:///nonexistent/docker.sock").And.Contain("systemctl start docker").And.Contain("DOCKER_HOST"));
    }

    [TestCase("""{"Version":"1.10","ApiVersion":"1.22","Os":"linux","Arch":"amd64"}""", "speaks API 1.22", "Update it")]
    [TestCase("""{"Version":"27","ApiVersion":"1.45","Os":"windows","Arch":"amd64"}""", "windows containers", "Switch it to Linux")]
    [TestCase("{}", "is no Docker engine", "DOCKER_HOST")]
    [TestCase("<html>hello</html>", "does not answer as a Docker engine does", "listens at")]
    public async Task What_is_no_usable_engine_is_named(string answer, string problem, string remedy)
    {
        using var engine = new FakeEngine(answer);
        var runtime = Create(options => options.Endpoint = engine.Endpoint);

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync(Patience));

        Assert.That(exception!.Message, Does.Contain(problem).And.Contain(remedy));
    }

    [Test]
    public async Task An_image_that_is_not_there_is_named_when_it_may_not_be_fetched()
    {
        var exception = await StartFailsAsync(options => options.Image = "openhands-test:no-such-image");

        Assert.That(exception.Message, Does.Contain("no image openhands-test:no-such-image").And.Contain("PullPolicy is Never").And.Contain("docker pull"));
    }

    [Test]
    public async Task An_image_that_cannot_be_fetched_is_named_with_the_reason()
    {
        var phases = new List<string>();
        var runtime = Create(options =>
        {
            options.Image = "localhost:1/nobody/no-such-image:1";
            options.PullPolicy = DockerPullPolicy.Missing;
        });
        runtime.StatusChanged += status => phases.Add(status.Phase);

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync(Patience));

        Assert.That(phases, Does.Contain("pulling_image"));
        Assert.That(exception!.Message, Does.Contain("localhost:1/nobody/no-such-image:1").And.Contain("could not be fetched").And.Contain("docker pull"));
    }

    [Test]
    public async Task An_image_without_bash_is_told_apart()
    {
        var exception = await StartFailsAsync(options => options.Image = TestEngine.ImageWithoutBash);

        Assert.That(exception.Message, Does.Contain(TestEngine.ImageWithoutBash).And.Contain("ended with exit code").And.Contain("Use an image with bash"));
    }

    [Test]
    public async Task An_image_with_nothing_in_it_is_told_apart()
    {
        var exception = await StartFailsAsync(options => options.Image = TestEngine.EmptyImage);

        Assert.That(exception.Message, Does.Contain(TestEngine.EmptyImage).And.Contain("ended with exit code").And.Contain("bash"));
    }

    [Test]
    public async Task A_container_that_ends_at_once_is_shown_with_its_last_words()
    {
        using var executor = new HostileExecutor("{ seq 1 100; echo 'the last word'; } >&2; exit 3");

        var exception = await StartFailsAsync(options => options.ExecutorPath = executor.Path);

        Assert.That(exception.Message, Does.Contain("ended with exit code 3").And.Contain("the last word").And.Contain("    100"));
        Assert.That(exception.Message, Does.Not.Contain("    20\n"), "Only the last lines.");
    }

    [Test]
    public async Task A_container_that_never_gets_ready_is_given_up_in_time()
    {
        using var executor = new HostileExecutor("exec sleep 600");

        var exception = await StartFailsAsync(options =>
        {
            options.ExecutorPath = executor.Path;
            options.StartTimeout = TimeSpan.FromSeconds(5);
        });

        Assert.That(exception.Message, Does.Contain("not ready within 00:00:05").And.Contain("Waiting for the executor").And.Contain("StartTimeout"));
    }

    [TestCase("exit 1", "is not reached")]
    [TestCase("printf 'SSH-2.0-nonsense\\r\\n\\r\\n'; cat > /dev/null", "did not answer in HTTP")]
    [TestCase("printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nhello'; cat > /dev/null", "does not understand")]
    [TestCase("printf 'HTTP/1.1 302 Found\\r\\nLocation: http://127.0.0.1:1/\\r\\nContent-Length: 0\\r\\n\\r\\n'; cat > /dev/null", "302")]
    [TestCase("cat > /dev/null", "did not answer within")]
    public async Task An_executor_that_answers_nonsense_is_one_clear_error(string connect, string problem)
    {
        using var executor = new HostileExecutor("echo 'Runtime client initialized.'; exec sleep 600", connect);
        var runtime = Create(options =>
        {
            options.ExecutorPath = executor.Path;
            options.StartTimeout = TimeSpan.FromSeconds(5);
        });

        var exception = await Assert.CatchAsync<RuntimeException>(() => runtime.StartAsync(Patience));

        Assert.That(exception!.Message, Does.Contain(problem));
        Assert.That(await IsThereAsync($"openhands-{runtime.SessionId}"), Is.False);
    }

    [Test]
    public async Task An_executor_that_is_not_there_is_named()
    {
        var exception = await StartFailsAsync(options => options.ExecutorPath = "/nonexistent/executor");

        Assert.That(exception.Message, Does.Contain("/nonexistent/executor").And.Contain("ExecutorPath"));
    }

    [Test]
    public async Task A_network_that_is_not_there_is_named()
    {
        var exception = await StartFailsAsync(options => options.Network = "no-such-network");

        Assert.That(exception.Message, Does.Contain("no network 'no-such-network'").And.Contain("docker network create"));
    }

    [Test]
    public async Task A_runtime_class_that_is_not_there_is_named()
    {
        var exception = await StartFailsAsync(options => options.RuntimeClass = "no-such-runtime");

        Assert.That(exception.Message, Does.Contain("no runtime 'no-such-runtime'").And.Contain("RuntimeClass"));
    }

    [Test]
    public async Task A_mount_that_is_not_there_is_named()
    {
        var exception = await StartFailsAsync(options => options.Mounts.Add(DockerMount.Bind("/nonexistent/source", "/target")));

        Assert.That(exception.Message, Does.Contain("/nonexistent/source").And.Contain("Mounts"));
    }
}
