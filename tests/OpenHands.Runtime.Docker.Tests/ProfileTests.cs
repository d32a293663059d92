namespace OpenHands.Docker.Tests;

[TestFixture]
public sealed class ProfileTests : DockerTests
{
    private const string Status = "sed -n 's/^\\(CapEff\\|CapBnd\\|NoNewPrivs\\):\\s*/\\1 /p' /proc/self/status";

    [Test]
    public async Task Hardened_has_no_capabilities_gains_none_and_is_not_root()
    {
        var runtime = await StartAsync();

        var output = await OutputAsync(runtime, $"{Status}; id -u; readlink /proc/1/exe 2>/dev/null || cat /proc/1/comm");

        var lines = output.Split('\n');
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines[0], Is.EqualTo("CapEff 0000000000000000").Or.EqualTo("CapBnd 0000000000000000"));
            Assert.That(lines, Does.Contain("CapBnd 0000000000000000").And.Contain("NoNewPrivs 1"));
            Assert.That(lines[3], Is.Not.EqualTo("0"));
        }
    }

    [Test]
    public async Task Hardened_can_write_to_its_workspace_home_and_temporary_directory_and_not_to_the_system()
    {
        var runtime = await StartAsync();

        var output = await OutputAsync(runtime, "for d in \"$HOME\" /workspace /tmp /etc /openhands/bin; do touch $d/probe 2>/dev/null && echo $d; done; touch ~/.gitconfig && git config --global user.name x && echo git");

        Assert.That(output, Is.EqualTo("/home/openhands\n/workspace\n/tmp\ngit"));
    }

    [Test]
    public async Task What_the_sandbox_writes_to_a_workspace_of_the_host_belongs_to_its_owner()
    {
        using var directory = new HostDirectory();
        var inner = directory.MakeFor(12345);
        var runtime = await StartAsync(options => options.WorkspacePath = inner);

        var output = await OutputAsync(runtime, "id -u; echo made > made; stat -c %u made; touch ~/x && echo home");

        Assert.That(output, Is.EqualTo("12345\n12345\nhome"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(inner, "made"), Patience), Is.EqualTo("made\n"));
        Assert.That(await TestEngine.DockerAsync("inspect", "--format", "{{.Config.User}}", runtime.ContainerId!), Is.EqualTo("12345:12345"));
    }

    [Test]
    public async Task The_prompt_has_the_number_of_an_account_that_the_image_does_not_know()
    {
        using var directory = new HostDirectory();
        var inner = directory.MakeFor(12345);
        var runtime = await StartAsync(options => options.WorkspacePath = inner);

        var observation = await runtime.ExecuteAsync(new CmdRunAction("true") { Blocking = true }, Patience);

        Assert.That(observation.Content.Split('\n')[^1], Does.StartWith("12345@"));
    }

    [Test]
    public async Task A_workspace_that_is_missing_is_made_and_is_not_the_property_of_root()
    {
        using var directory = new HostDirectory();
        var runtime = await StartAsync(options => options.WorkspacePath = Path.Combine(directory.Path, "new"));

        var output = await OutputAsync(runtime, "touch here && stat -c %u /workspace here | sort -u");

        Assert.That(output, Is.Not.EqualTo("0").And.Not.Contains("\n"));
        Assert.That(Path.Combine(directory.Path, "new", "here"), Does.Exist);
    }

    [Test]
    public async Task Root_is_root_with_the_engines_default_capabilities()
    {
        var runtime = await StartAsync(options => options.Profile = DockerProfile.Root);

        var output = await OutputAsync(runtime, "id -u; touch f && chown 7:7 f && stat -c %u f; echo $HOME; useradd -m somebody && id -un somebody");

        Assert.That(output, Is.EqualTo("0\n7\n/root\nsomebody"));
    }

    [Test]
    public async Task Root_runs_commands_under_a_named_account_that_it_makes()
    {
        var runtime = await StartAsync(options =>
        {
            options.Profile = DockerProfile.Root;
            options.UserName = "agent";
            options.UserId = 4321;
        });

        var output = await OutputAsync(runtime, "id -un; id -u; echo $HOME; touch /workspace/f && stat -c %U /workspace/f");

        Assert.That(output, Is.EqualTo("agent\n4321\n/home/agent\nagent"));
    }

    [Test]
    public async Task Environment_values_are_data_and_stay_out_of_the_containers_description()
    {
        var runtime = await StartAsync(options => options.Environment["TRICKY"] = "$(echo run) `id` $HOME 'q' \"d\" é\nline");

        var output = await runtime.RunAsync("printf %s \"$TRICKY\"", cancellationToken: Patience);
        var described = await TestEngine.DockerAsync("inspect", runtime.ContainerId!);

        Assert.That(output.Content, Is.EqualTo("$(echo run) `id` $HOME 'q' \"d\" é\nline"));
        Assert.That(described, Does.Not.Contain("TRICKY"));
    }

    [Test]
    public async Task Mounts_labels_and_limits_are_those_of_the_options()
    {
        using var directory = new HostDirectory();
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "f"), "read me", Patience);
        var runtime = await StartAsync(options =>
        {
            options.Mounts.Add(DockerMount.Bind(directory.Path, "/given"));
            options.Labels["team"] = "blue";
            options.MemoryBytes = 256L << 20;
            options.Processes = 64;
            options.Processors = 0.5;
        });

        var output = await OutputAsync(runtime, "cat /given/f; touch /given/x 2>/dev/null || echo ' only'");
        var limits = await TestEngine.DockerAsync(
            "inspect", "--format", "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.PidsLimit}} {{.HostConfig.CpuQuota}} {{.HostConfig.Init}} {{index .Config.Labels \"team\"}}", runtime.ContainerId!);

        Assert.That(output, Is.EqualTo("read me only"));
        Assert.That(limits, Is.EqualTo("268435456 268435456 64 50000 true blue"));
    }
}
