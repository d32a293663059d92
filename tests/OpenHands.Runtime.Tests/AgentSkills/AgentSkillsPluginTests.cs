using OpenHands.Tests.Support;

namespace OpenHands.Tests.AgentSkills;

public sealed class AgentSkillsPluginTests : SkillsTest
{
    [Test]
    public async Task The_documentation_is_made_of_the_module()
    {
        var made = await Skills.RunAsync("", "-m", "agentskills._documentation");

        Assert.That(new AgentSkillsPlugin().Documentation, Is.EqualTo(made.TrimEnd()), "Write it anew: python3 -m agentskills._documentation > documentation.txt");
    }

    [Test]
    public async Task A_kernel_gets_the_functions_and_no_other_name()
    {
        var output = await Skills.RunAsync("", "-c", $$"""
            import sys
            kernel = {}
            exec(compile(open({{Quoted(Skills.StartupFile)}}).read(), "startup", "exec"), kernel)
            print(" ".join(sorted(name for name in kernel if name != "__builtins__")))
            print(sys.path.count({{Quoted(Skills.ModuleDirectory)}}))
            """);

        Assert.That(output, Is.EqualTo(
            "append_file create_file edit_file_by_replace find_file goto_line insert_content_at_line open_file parse_audio parse_docx parse_image parse_latex parse_pdf parse_pptx parse_video scroll_down scroll_up search_dir search_file\n1\n"));
    }

    [Test]
    public async Task A_module_of_that_name_in_the_workspace_does_not_take_its_place()
    {
        Skills.Add("agentskills.py", "raise SystemExit('wrong one')\n");
        Skills.Environment["PYTHONPATH"] = Skills.Workspace;

        var output = await Skills.RunAsync("", "-c", $"exec(open({Quoted(Skills.StartupFile)}).read()); print(open_file.__module__)");

        Assert.That(output, Is.EqualTo("agentskills._viewing\n"));
    }

    [Test]
    public async Task Without_IPython_the_plugin_says_what_to_install()
    {
        using var state = new TemporaryFolder();
        await using var plugin = new AgentSkillsPlugin();
        var context = new PluginContext(plugin.Name, new UnpackingExecutor(state.Path, hasPython: false), "/workspace");

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => plugin.InitializeAsync(context));

        Assert.That(refused!.Message, Is.EqualTo("Its functions are called in IPython. There is no IPython here. Install python3-ipykernel."));
    }

    private static string Quoted(string path) => $"'{path}'";
}
