using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.AgentSkills;

/// <summary>AgentSkills as the plugin ships them, called from a plain Python, with a directory to work in.</summary>
internal sealed class PythonSkills : IDisposable
{
    // Debian's own has the packages that Debian installs; the first on the path may be another one.
    private static readonly string s_python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private readonly TemporaryFolder _state = new();
    private readonly TemporaryFolder _workspace = new();

    private PythonSkills()
    {
    }

    /// <summary>Where the calls are made.</summary>
    public string Workspace => _workspace.Path;

    /// <summary>What the calls see besides the environment of the tests.</summary>
    public Dictionary<string, string?> Environment { get; } = new(StringComparer.Ordinal) { ["PYTHONDONTWRITEBYTECODE"] = "1", ["ENABLE_AUTO_LINT"] = null };

    public string ModuleDirectory => Path.Combine(_state.Path, "plugins", AgentSkillsPlugin.PluginName);

    public string StartupFile => Path.Combine(_state.Path, "ipython", "profile_default", "startup", $"50-{AgentSkillsPlugin.PluginName}.py");

    public static async Task<PythonSkills> CreateAsync()
    {
        var skills = new PythonSkills();
        await using var plugin = new AgentSkillsPlugin();
        await plugin.InitializeAsync(new PluginContext(plugin.Name, new UnpackingExecutor(skills._state.Path), skills.Workspace));
        return skills;
    }

    /// <summary>The path of a file in the workspace, made with this content.</summary>
    public string Add(string name, string content) => Add(name, Encoding.UTF8.GetBytes(content));

    /// <inheritdoc cref="Add(string, string)" />
    public string Add(string name, byte[] content)
    {
        var path = Path.Combine(Workspace, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Read(string name) => File.ReadAllText(Path.Combine(Workspace, name));

    /// <summary>What one call printed, with <c>/fixture</c> for the workspace. It must not raise.</summary>
    public async Task<string> CallAsync(string function, params JsonNode?[] arguments)
    {
        var answer = (await CallAllAsync(new SkillCall(function, arguments))).Single();
        Assert.That(answer.Exception, Is.Null);
        return answer.Output;
    }

    /// <summary>Makes calls one after another in one Python. <c>/fixture</c> stands for the workspace in them too.</summary>
    public async Task<IReadOnlyList<SkillAnswer>> CallAllAsync(params SkillCall[] calls)
    {
        var request = new JsonArray([.. calls.Select(call => new JsonObject
        {
            ["call"] = call.Function,
            ["args"] = new JsonArray([.. call.Arguments.Select(argument => argument?.DeepClone())]),
        })]);

        var output = await RunAsync(request.ToJsonString().Replace(Neutral(Workspace), Workspace, StringComparison.Ordinal), Path.Combine(AppContext.BaseDirectory, "AgentSkills", "run_calls.py"));
        return [.. JsonNode.Parse(output)!.AsArray().Select(answer => new SkillAnswer(
            Neutral((string)answer!["stdout"]!),
            answer["exception"] is { } exception ? Neutral($"{exception["type"]}: {exception["message"]}") : null,
            Neutral(Golden.Vectors.Text(answer["state"]))))];
    }

    /// <summary>Runs Python with the directory of the modules on its path and gives what it prints.</summary>
    public async Task<string> RunAsync(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(s_python, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            WorkingDirectory = Workspace,
        };
        start.Environment["PYTHONPATH"] = ModuleDirectory;
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Start(start);
        var complaint = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Patience.Long * 4);
        Assert.That(process.ExitCode, Is.Zero, await complaint);
        return await output;
    }

    public void Dispose()
    {
        _state.Dispose();
        _workspace.Dispose();
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            Assert.Ignore($"This machine has no '{start.FileName}': {exception.Message}");
            throw;
        }
    }

    private string Neutral(string text) => text.Replace(Workspace, "/fixture", StringComparison.Ordinal);
}
