namespace OpenHands.Local.Tests;

/// <summary>AgentSkills in the kernel of a runtime, as an agent meets them.</summary>
[TestFixture]
public sealed class AgentSkillsTests
{
    private LocalRuntime _runtime = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _runtime = new LocalRuntime(new LocalRuntimeOptions { Plugins = [static () => new AgentSkillsPlugin()] });
        await _runtime.StartAsync();
        if (!_runtime.Capabilities.Supports("run_ipython"))
        {
            Assert.Ignore($"There is no IPython here: {_runtime.Capabilities.Missing["run_ipython"]}");
        }
    }

    [TearDown]
    public async Task StopAsync() => await _runtime.DisposeAsync();

    [Test]
    public async Task An_agent_opens_and_edits_a_file_that_it_wrote()
    {
        await _runtime.WriteFileAsync("a.txt", "one\r\ntwo\r\n");

        var opened = await CellAsync("open_file('a.txt')");
        await CellAsync("edit_file_by_replace('a.txt', 'wo', 'WO')");
        await CellAsync("append_file('a.txt', 'three')");
        var searched = await CellAsync("search_file('t')");

        Assert.That(opened, Does.StartWith($"[File: {_runtime.WorkspacePath}/a.txt (2 lines total)]\n(this is the beginning of the file)\n1|one\n2|two\n(this is the end of the file)\n"));
        Assert.That(searched, Does.StartWith("[Found 2 matches for \"t\" in a.txt]\nLine 2: tWO\nLine 3: three\n[End"));
        Assert.That(await _runtime.ReadFileAsync("a.txt"), Is.EqualTo("one\r\ntWO\r\nthree\r\n"));
    }

    [Test]
    public async Task The_functions_are_there_after_a_restart_of_the_kernel()
    {
        await CellAsync("import os; os._exit(1)");

        var output = await CellAsync("create_file('a.txt')");

        Assert.That(output, Does.Contain("[File a.txt created.]"));
    }

    [Test]
    public async Task A_kernel_that_runs_already_gets_the_functions_when_a_plugin_before_started_it()
    {
        await using var runtime = new LocalRuntime(new LocalRuntimeOptions { Plugins = [static () => new JupyterPlugin(), static () => new AgentSkillsPlugin()] });
        await runtime.StartAsync();

        var observation = await runtime.ExecuteAsync(new IPythonRunCellAction("find_file('nothing')"));

        Assert.That(observation.Content, Does.StartWith("[No matches found for \"nothing\" in ./]"));
    }

    [Test]
    public async Task Nothing_but_the_functions_is_added_to_the_kernel()
    {
        var output = await CellAsync("[name for name in ('agentskills', 'sys', 'os', 're', 'session', 'annotations', 'DOCUMENTED') if name in globals()], [p for p in __import__('sys').path if 'agent_skills' in p]");

        Assert.That(output, Does.StartWith("([], [])"));
    }

    [Test]
    public async Task Edits_that_break_a_file_are_refused_once_that_is_asked_for()
    {
        await _runtime.WriteFileAsync("a.py", "x = 1\n");
        await CellAsync("1");
        await _runtime.AddEnvironmentAsync(new Dictionary<string, string> { ["ENABLE_AUTO_LINT"] = "true" });

        var output = await CellAsync("append_file('a.py', 'def f(:')");

        Assert.That(output, Does.StartWith("[Your proposed edit has introduced new syntax error(s)."));
        Assert.That(await _runtime.ReadFileAsync("a.py"), Is.EqualTo("x = 1\n"));
    }

    [Test]
    public void Prompts_are_told_of_the_functions() =>
        Assert.That(_runtime.PluginDocumentation, Does.StartWith("open_file(path: str, line_number: int | None = 1, context_lines: int | None = 100) -> None:\n    Opens a file"));

    private async Task<string> CellAsync(string code) => (await _runtime.ExecuteAsync(new IPythonRunCellAction(code))).Content;
}
