namespace OpenHands.Docker.Tests;

[TestFixture]
public sealed class OptionsTests
{
    [Test]
    public void Everything_that_is_wrong_is_named_at_once()
    {
        var exception = Assert.Throws<ArgumentException>(() => new DockerRuntime(new DockerRuntimeOptions
        {
            Image = " ",
            Endpoint = "docker.sock",
            Owner = "a b",
            MemoryBytes = 1,
            Processors = 0,
            Processes = 1,
            StartTimeout = TimeSpan.Zero,
            SandboxWorkspacePath = "/proc",
            UserName = "agent",
            Labels = { ["openhands.owner"] = "me" },
            AddedCapabilities = { "ALL" },
        }));

        foreach (var option in new[] { "Image", "Endpoint", "Owner", "MemoryBytes", "Processors", "Processes", "StartTimeout", "SandboxWorkspacePath", "UserName", "Labels", "AddedCapabilities" })
        {
            Assert.That(exception!.Message, Does.Contain(option));
        }
    }

    [TestCase("/var/run/docker.sock")]
    [TestCase("/run/docker.sock")]
    [TestCase("/var/run")]
    [TestCase("/run/../run/")]
    [TestCase("/")]
    [TestCase("/run/containerd")]
    public void The_socket_of_the_engine_is_never_mounted(string path)
    {
        var exception = Assert.Throws<ArgumentException>(() => new DockerRuntime(new DockerRuntimeOptions { Mounts = { DockerMount.Bind(path, "/given") } }));
        var workspace = Assert.Throws<ArgumentException>(() => new DockerRuntime(new DockerRuntimeOptions { WorkspacePath = path }));

        Assert.That(exception!.Message, Does.Contain("socket of the container engine"));
        Assert.That(workspace!.Message, Does.Contain("socket of the container engine"));
    }

    [Test]
    public void The_socket_of_a_named_engine_is_not_mounted_either_nor_through_a_link()
    {
        using var directory = new HostDirectory();
        var link = Path.Combine(directory.Path, "link");
        Directory.CreateSymbolicLink(link, "/srv/engine");

        var exception = Assert.Throws<ArgumentException>(() => new DockerRuntime(new DockerRuntimeOptions
        {
            Endpoint = "unix:///srv/engine/docker.sock",
            Mounts = { DockerMount.Bind(link, "/given") },
        }));

        Assert.That(exception!.Message, Does.Contain("socket of the container engine (/srv/engine/docker.sock)"));
    }

    [TestCase("/openhands/bin")]
    [TestCase("relative")]
    [TestCase("/a/../b")]
    public void A_mount_goes_nowhere_that_the_runtime_needs(string target)
    {
        var exception = Assert.Throws<ArgumentException>(() => new DockerRuntime(new DockerRuntimeOptions { Mounts = { DockerMount.Bind("/srv", target) } }));

        Assert.That(exception!.Message, Does.Contain($"'{target}'"));
    }

    [Test]
    public void Credentials_do_not_show_their_password() => Assert.That(new DockerCredentials("me", "s3cret").ToString(), Does.Contain("me").And.Not.Contain("s3cret"));

    [Test]
    public void The_account_is_the_workspaces_owner_or_this_process_and_never_root_by_default()
    {
        var options = new DockerRuntimeOptions();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(SandboxAccount.For(options, (500, 501), (0, 0)).User, Is.EqualTo("500:501"));
            Assert.That(SandboxAccount.For(options, null, (1000, 1001)).User, Is.EqualTo("1000:1001"));
            Assert.That(SandboxAccount.For(options, null, (0, 0)).User, Is.EqualTo("10001:10001"));
            Assert.That(SandboxAccount.For(new DockerRuntimeOptions { UserId = 7 }, (500, 501), null).User, Is.EqualTo("7:7"));
            Assert.That(SandboxAccount.For(new DockerRuntimeOptions { Profile = DockerProfile.Root }, (500, 501), null).User, Is.EqualTo("0:0"));
        }
    }

    [TestCase("root:x:0:0::/root:/bin/sh", "openhands:x:7:8::/home/openhands:/bin/bash")]
    [TestCase("root:x:0:0::/root:/bin/sh\nopenhands:x:1:1::/:/bin/sh\n", "openhands-7:x:7:8::/home/openhands:/bin/bash")]
    public void An_account_without_a_name_gets_one_that_is_free(string passwd, string added)
    {
        var files = AccountFiles.With(passwd, "root:x:0:\nstaff:x:8:\n", new SandboxAccount(7, 8, "/home/openhands"));

        Assert.That(files, Is.EqualTo(new AccountFiles($"{passwd.TrimEnd('\n')}\n{added}\n", null)));
    }
}
