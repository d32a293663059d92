using OpenHands;

namespace WriteAPlugin;

/// <summary>Lists the functions and classes of a Python file. The work is done by <c>outline/outline.py</c>, in the sandbox.</summary>
public static class OutlinePlugin
{
    public static ProcessPlugin Create() => new(new ProcessPluginOptions
    {
        Name = "outline",
        Actions = ["outline"],
        SourceDirectory = Path.Combine(AppContext.BaseDirectory, "outline"),
        Command = new SandboxCommand("python3", "outline.py"),
    });
}
