using OpenHands.Tests.Support;

namespace OpenHands.Tests.Plugins;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PluginPythonTests
{
    private const string Startup = "/state/ipython/profile_default/startup/50-greet.py";

    private readonly KernelExecutor _executor = new();

    [Test]
    public async Task Start_up_code_for_a_kernel_that_does_not_run_is_only_put_in_its_place()
    {
        await Context().Python.AddStartupCodeAsync("greet", "x = 'ü'\n");

        Assert.That(_executor.Files, Is.EqualTo(new Dictionary<string, string> { [Startup] = "x = 'ü'\n" }));
        Assert.That(_executor.Cells, Is.Empty);
    }

    [Test]
    public async Task Start_up_code_runs_at_once_in_a_kernel_that_a_plugin_used()
    {
        var context = Context();
        await context.Python.RunAsync("1");

        await context.Python.AddStartupCodeAsync("greet", "x = 1");

        Assert.That(_executor.Cells, Has.Count.EqualTo(2));
        Assert.That(_executor.Cells[1].Code, Does.Contain($"'{Startup}'"));
    }

    [Test]
    public async Task Start_up_code_runs_at_once_in_a_kernel_that_the_agent_used()
    {
        PluginContext? context = null;
        var options = new RuntimeOptions { Plugins = { () => new ContextPlugin(given => context = given) } };
        await using var runtime = new KernelRuntime(_executor, options);
        await runtime.StartAsync();
        await runtime.ExecuteAsync(new IPythonRunCellAction("1"));

        await context!.Python.AddStartupCodeAsync("greet", "x = 1");

        Assert.That(_executor.Cells, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Start_up_code_that_fails_in_the_running_kernel_is_told_with_its_traceback()
    {
        var context = Context();
        await context.Python.RunAsync("1");
        _executor.Run = cell => new IPythonRunCellObservation(cell.Code) { Content = "ZeroDivisionError: division by zero" };

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => context.Python.AddStartupCodeAsync("greet", "1/0"));

        Assert.That(exception!.Message, Is.EqualTo("The start-up code 'greet' failed in the running kernel: ZeroDivisionError: division by zero"));
    }

    [TestCase("")]
    [TestCase("../evil")]
    [TestCase("a b")]
    [TestCase("a\n")]
    public void A_name_that_could_leave_the_place_of_start_up_code_is_refused(string name)
    {
        Assert.That(() => Context().Python.AddStartupCodeAsync(name, "1"), Throws.ArgumentException);
    }

    [Test]
    public async Task A_cell_has_a_timeout_and_one_that_was_not_run_says_why()
    {
        await Context().Python.RunAsync("1");
        _executor.Run = _ => new ErrorObservation("Another cell is running.");

        Assert.That(_executor.Cells[0].Timeout, Is.EqualTo(TimeSpan.FromSeconds(120)));
        Assert.That(() => Context().Python.RunAsync("2"), Throws.InvalidOperationException.With.Message.EqualTo("Another cell is running."));
    }

    [Test]
    public async Task The_jupyter_plugin_starts_the_kernel_with_the_runtime()
    {
        await using var runtime = new KernelRuntime(_executor, new RuntimeOptions { Plugins = [.. new PluginRegistry().Resolve(["jupyter"])] });

        await runtime.StartAsync();

        Assert.That(_executor.Cells.Single().Code, Is.EqualTo("pass"));
        Assert.That(runtime.PluginDocumentation, Does.Contain("run_ipython"));
    }

    [Test]
    public async Task The_jupyter_plugin_says_what_is_missing()
    {
        var without = new KernelExecutor
        {
            Capabilities = new RuntimeCapabilities
            {
                Actions = [],
                Isolation = IsolationLevel.None,
                Missing = new Dictionary<string, string> { ["run_ipython"] = "There is no ipykernel: apt-get install python3-ipykernel." },
            },
        };
        await using var runtime = new KernelRuntime(without, new RuntimeOptions { Plugins = { () => new JupyterPlugin() } });

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync());

        Assert.That(exception!.Message, Is.EqualTo("The plugin 'jupyter' failed to initialize: There is no ipykernel: apt-get install python3-ipykernel."));
    }

    private PluginContext Context() => new("test", _executor, "/workspace");
}
