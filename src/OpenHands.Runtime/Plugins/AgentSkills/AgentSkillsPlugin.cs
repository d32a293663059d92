using System.Formats.Tar;
using System.Text;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>
/// Gives the agent's IPython functions that view, edit and search files and read documents: <c>open_file</c>, <c>edit_file_by_replace</c>,
/// <c>search_dir</c> and others.
/// </summary>
/// <remarks>
/// The name by which agents require it is <c>agent_skills</c>. Needs IPython in the sandbox and nothing else. The functions are there in every kernel, also after a restart. With the environment
/// variable <c>ENABLE_AUTO_LINT</c> set to <c>true</c>, edits that break a file are refused, as far as a linter for its language is
/// installed in the sandbox. PDF and LaTeX files need the Python packages <c>pypdf</c> (or <c>PyPDF2</c>) and <c>pylatexenc</c>.
/// </remarks>
public sealed class AgentSkillsPlugin : IRuntimePlugin
{
    internal const string PluginName = "agent_skills";

    private const string ResourcePrefix = "AgentSkills/";
    private const string DocumentationResource = ResourcePrefix + "documentation.txt";
    private const string PythonPrefix = ResourcePrefix + "python/";

    private static readonly Lazy<string> s_documentation = new(ReadDocumentation);

    /// <inheritdoc />
    public string Name => PluginName;

    /// <summary>None: the functions are called in cells.</summary>
    public IReadOnlyCollection<string> Actions => [];

    /// <summary>Signature and description of each function.</summary>
    public string Documentation => s_documentation.Value;

    /// <inheritdoc />
    public void RegisterEventTypes(EventTypeRegistry types)
    {
        // It adds none.
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">There is no IPython in the sandbox, or no place for files of plugins; the message says what to do.</exception>
    public async Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Python.UnavailableBecause is { } reason)
        {
            throw new InvalidOperationException($"Its functions are called in IPython. {reason}");
        }

        var modules = await PackModulesAsync(cancellationToken).ConfigureAwait(false);
        await using (modules.ConfigureAwait(false))
        {
            await context.Executor.UploadTreeAsync(context.Directory, modules, cancellationToken).ConfigureAwait(false);
        }

        await context.Python.AddStartupCodeAsync(Name, StartupCode(context.Directory), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Handles no action.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"The plugin '{Name}' has no actions of its own: its functions are called in IPython cells.");

    /// <summary>Does nothing: the files go with the sandbox.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // The directory is first on the path only while the module is found, so that no file of the workspace can pass for it,
    // and it hides nothing of the agent's afterwards. No name but those of the functions is left in the kernel.
    private static string StartupCode(string directory)
    {
        var path = PluginPython.Literal(directory);
        return $"""
            __import__('sys').path.insert(0, {path})
            try:
                from agentskills import *
            finally:
                __import__('sys').path.remove({path})

            """;
    }

    private static async Task<Stream> PackModulesAsync(CancellationToken cancellationToken)
    {
        var packed = new MemoryStream();
        var writer = new TarWriter(packed, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            foreach (var name in typeof(AgentSkillsPlugin).Assembly.GetManifestResourceNames().Where(IsModule).Order(StringComparer.Ordinal))
            {
                using var content = Open(name);
                var entry = new PaxTarEntry(TarEntryType.RegularFile, name[PythonPrefix.Length..]) { DataStream = content };
                await writer.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
            }
        }

        packed.Position = 0;
        return packed;
    }

    private static bool IsModule(string resource) => resource.StartsWith(PythonPrefix, StringComparison.Ordinal);

    private static string ReadDocumentation()
    {
        using var reader = new StreamReader(Open(DocumentationResource), Encoding.UTF8);
        return reader.ReadToEnd().TrimEnd();
    }

    private static Stream Open(string resource) => typeof(AgentSkillsPlugin).Assembly.GetManifestResourceStream(resource)
        ?? throw new InvalidOperationException($"The assembly lacks its resource {resource}: it was not built from whole sources.");
}
