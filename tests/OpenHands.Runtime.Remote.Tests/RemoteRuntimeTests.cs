using Microsoft.Extensions.DependencyInjection;

namespace OpenHands.Remote.Tests;

/// <summary>The runtime on a host that runs, and on one that a service starts.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RemoteRuntimeTests
{
    [Test]
    public async Task A_host_that_was_attached_to_is_left_without_what_was_started()
    {
        await using var host = await TestHost.StartAsync();
        string pid;
        await using (var runtime = await StartedAsync(host.Url))
        {
            Assert.That(runtime.WorkspacePath, Is.EqualTo(host.Workspace));
            pid = (await runtime.RunAsync("export A=1; touch kept; sleep 300 & echo $!")).Content.Split('\n')[^1];
        }

        await using var next = await StartedAsync(host.Url);
        var seen = await next.RunAsync($"echo \"[$A]\"; ls; case $(cut -d' ' -f3 /proc/{pid}/stat 2>/dev/null) in ''|Z|X) echo gone;; esac");

        Assert.That(seen.Content, Is.EqualTo("[]\nkept\ngone"));
    }

    [Test]
    public async Task What_is_left_running_is_found_again()
    {
        await using var host = await TestHost.StartAsync();
        await using (var runtime = await StartedAsync(host.Url, options => options.LeaveRunning = true))
        {
            await runtime.RunAsync("A=1; cd /usr");
        }

        await using var next = await StartedAsync(host.Url);

        Assert.That((await next.RunAsync("echo $A; pwd")).Content, Is.EqualTo("1\n/usr"));
    }

    [Test]
    public async Task A_service_starts_pauses_resumes_and_stops_a_sandbox()
    {
        await using var service = await SandboxServiceStub.StartAsync();
        await using var runtime = new RemoteRuntime(new RemoteRuntimeOptions { Service = service.Options() });
        await runtime.StartAsync();
        var id = runtime.RuntimeId;

        await runtime.PauseAsync();
        await runtime.ResumeAsync();
        var observation = await runtime.RunAsync("echo hi");
        await runtime.StopAsync();

        Assert.That(observation.Content, Is.EqualTo("hi"));
        Assert.That(service.Asked, Is.EqualTo(["/image_exists image", $"/start {id}", $"/pause {id}", $"/resume {id}", $"/stop {id}"]));
        Assert.That(service.Running, Is.Zero);
    }

    [Test]
    public async Task A_start_that_fails_gives_the_sandbox_back()
    {
        await using var service = await SandboxServiceStub.StartAsync();
        service.FalseUrl = "http://192.0.2.1:60000";
        await using var runtime = new RemoteRuntime(new RemoteRuntimeOptions { Service = service.Options() });

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync());

        Assert.That(exception!.Message, Does.Contain("AllowInsecure"));
        Assert.That(service.Running, Is.Zero);
    }

    [Test]
    public async Task A_service_that_refuses_is_named()
    {
        await using var service = await SandboxServiceStub.StartAsync();
        await using var wrongKey = new RemoteRuntime(new RemoteRuntimeOptions { Service = service.Options(key: "wrong") });
        await using var wrongImage = new RemoteRuntime(new RemoteRuntimeOptions { Service = service.Options(image: "nope") });

        var key = await Assert.ThrowsAsync<RuntimeStartException>(() => wrongKey.StartAsync());
        var image = await Assert.ThrowsAsync<RuntimeStartException>(() => wrongImage.StartAsync());

        Assert.That(key!.Message, Does.Contain("401").And.Contain(service.Url.AbsoluteUri));
        Assert.That(image!.Message, Does.Contain("no image 'nope'"));
    }

    [TestCase("http://192.0.2.1/", "AllowInsecure")]
    [TestCase("http://user:pass@localhost/", "without user name")]
    [TestCase("https://host/?key=x", "without user name, query")]
    [TestCase("ftp://localhost/", "http or https")]
    [TestCase("no address", "no address")]
    public void An_address_that_is_wrong_or_not_safe_is_refused(string url, string message)
    {
        var exception = Assert.Throws<ArgumentException>(() => new RemoteRuntime(url, "key"));

        Assert.That(exception!.Message, Does.Contain(message).And.Not.Contain("pass@"));
    }

    [Test]
    public async Task Plain_http_elsewhere_can_be_allowed()
    {
        await using var runtime = new RemoteRuntime(new RemoteRuntimeOptions { Url = new Uri("http://192.0.2.1/"), AllowInsecure = true });

        Assert.That(runtime.Name, Is.EqualTo("remote"));
    }

    [Test]
    public void One_of_address_and_service_is_wanted()
    {
        var exception = Assert.Throws<ArgumentException>(() => new RemoteRuntime(new RemoteRuntimeOptions()));

        Assert.That(exception!.Message, Does.Contain("Either Url or Service"));
    }

    [Test]
    public async Task A_container_makes_remote_runtimes()
    {
        await using var host = await TestHost.StartAsync();
        var services = new ServiceCollection();
        services.AddOpenHandsRuntime().AddRemote(options => options.Url = host.Url);
        await using var provider = services.BuildServiceProvider();

        await using var runtime = provider.GetRequiredService<RuntimeFactories>().Create("remote", "session");
        await runtime.StartAsync();

        Assert.That((await runtime.RunAsync("echo made")).Content, Is.EqualTo("made"));
        Assert.That(runtime.SessionId, Is.EqualTo("session"));
    }

    private static async Task<RemoteRuntime> StartedAsync(Uri url, Action<RemoteRuntimeOptions>? configure = null)
    {
        var options = new RemoteRuntimeOptions { Url = url };
        configure?.Invoke(options);
        var runtime = new RemoteRuntime(options);
        await runtime.StartAsync();
        return runtime;
    }
}
