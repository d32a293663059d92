using Microsoft.Extensions.Configuration;

namespace OpenHands.Server.Configuration;

/// <summary>Turns the section of an application's configuration into settings.</summary>
internal static class ConfigurationReader
{
    public static OpenHandsConfiguration Read(IConfigurationSection section)
    {
        var problems = new List<string>();
        var warnings = new List<string>();
        var root = new SectionReader(section, problems, warnings);
        var security = root.Below("Security");
        var analyzer = security.Text("SecurityAnalyzer");
        var standard = new OpenHandsConfiguration();
        var read = new OpenHandsConfiguration
        {
            Runtime = ReadRuntime(root),
            DefaultAgent = root.Text(nameof(standard.DefaultAgent), standard.DefaultAgent),
            FileStore = ReadFileStore(root, standard.FileStore),
            FileStorePath = root.Text(nameof(standard.FileStorePath), standard.FileStorePath),
            WorkspaceBase = root.Text(nameof(standard.WorkspaceBase)),
            WorkspaceMountPath = root.Text(nameof(standard.WorkspaceMountPath)),
            WorkspaceMountPathInSandbox = root.Text(nameof(standard.WorkspaceMountPathInSandbox), standard.WorkspaceMountPathInSandbox),
            WorkspaceMountRewrite = root.Text(nameof(standard.WorkspaceMountRewrite)),
            CacheDir = root.Text(nameof(standard.CacheDir), standard.CacheDir),
            RunAsOpenHands = root.Flag(nameof(standard.RunAsOpenHands), standard.RunAsOpenHands),
            MaxIterations = root.Whole(nameof(standard.MaxIterations), 1, standard.MaxIterations),
            MaxBudgetPerTask = root.Number(nameof(standard.MaxBudgetPerTask), 0),
            JwtSecret = root.Secret(nameof(standard.JwtSecret)),
            E2bApiKey = root.Secret(nameof(standard.E2bApiKey)),
            DisableColor = root.Flag(nameof(standard.DisableColor), standard.DisableColor),
            Debug = root.Flag(nameof(standard.Debug), standard.Debug),
            EnableCliSession = root.Flag(nameof(standard.EnableCliSession), standard.EnableCliSession),
            FileUploadsMaxFileSizeMb = root.Whole(nameof(standard.FileUploadsMaxFileSizeMb), 0, standard.FileUploadsMaxFileSizeMb),
            FileUploadsRestrictFileTypes = root.Flag(nameof(standard.FileUploadsRestrictFileTypes), standard.FileUploadsRestrictFileTypes),
            FileUploadsAllowedExtensions = root.Words(nameof(standard.FileUploadsAllowedExtensions)) ?? standard.FileUploadsAllowedExtensions,
            ConfirmationMode = security.Flag("ConfirmationMode", standard.ConfirmationMode),
            SecurityAnalyzer = analyzer,
            Sandbox = ReadSandbox(root.Below("Sandbox")),
            Llms = ReadGroups(root.Below("Llms"), OpenHandsConfiguration.DefaultLlm, new LlmConfiguration(), ReadLlm),
            Agents = ReadGroups(root.Below("Agents"), OpenHandsConfiguration.DefaultAgentGroup, new AgentConfiguration(), ReadAgent),
            Warnings = warnings,
        };
        if (analyzer == "invariant")
        {
            security.Refuse("SecurityAnalyzer", "Invariant's server is not supported. Use 'rules', which judges in this process, or none.");
        }

        security.WarnOfUnknownKeys();
        root.WarnOfUnknownKeys();
        foreach (var (name, agent) in read.Agents)
        {
            if (agent.LlmConfig is { } group && !read.Llms.ContainsKey(group))
            {
                warnings.Add($"The agent group '{name}' names the group of models '{group}', which does not exist; it uses '{OpenHandsConfiguration.DefaultLlm}'.");
            }
        }

        return problems.Count == 0 ? read : throw new ConfigurationException(string.Join(' ', problems));
    }

    private static string? ReadRuntime(SectionReader root)
    {
        switch (root.Text("Runtime"))
        {
            case null:
                return null;
            case "eventstream":
                return "docker";
            case "e2b":
                root.Refuse("Runtime", "E2B is not supported. Use 'docker', 'local' or 'remote'.");
                return null;
            case var other:
                return other;
        }
    }

    private static string ReadFileStore(SectionReader root, string otherwise)
    {
        var store = root.Text("FileStore", otherwise);
        switch (store)
        {
            case "memory" or "local":
                break;
            case "s3" or "google_cloud":
                root.Refuse("FileStore", "stores in the cloud are not supported, because they cannot append. Use 'local' on a disk that is kept, or 'memory'.");
                break;
            default:
                root.Refuse("FileStore", "it must be 'memory' or 'local'.");
                break;
        }

        return store;
    }

    private static SandboxConfiguration ReadSandbox(SectionReader reader)
    {
        var standard = new SandboxConfiguration();
        var read = new SandboxConfiguration
        {
            ApiHostname = reader.Text(nameof(standard.ApiHostname), standard.ApiHostname),
            ApiKey = reader.Secret(nameof(standard.ApiKey)),
            BaseContainerImage = reader.Text(nameof(standard.BaseContainerImage)),
            RuntimeContainerImage = reader.Text(nameof(standard.RuntimeContainerImage)),
            UserId = reader.Whole(nameof(standard.UserId), 0),
            Timeout = reader.Seconds(nameof(standard.Timeout), 0.001) ?? standard.Timeout,
            EnableAutoLint = reader.Flag(nameof(standard.EnableAutoLint), standard.EnableAutoLint),
            UseHostNetwork = reader.Flag(nameof(standard.UseHostNetwork), standard.UseHostNetwork),
            InitializePlugins = reader.Flag(nameof(standard.InitializePlugins), standard.InitializePlugins),
            RuntimeExtraDeps = reader.Text(nameof(standard.RuntimeExtraDeps)),
            RuntimeStartupEnvVars = reader.Map(nameof(standard.RuntimeStartupEnvVars)),
            BrowsergymEvalEnv = reader.Text(nameof(standard.BrowsergymEvalEnv)),
        };
        reader.WarnOfUnknownKeys();
        return read;
    }

    // The group that the others begin with comes first.
    private static Dictionary<string, TGroup> ReadGroups<TGroup>(SectionReader reader, string common, TGroup standard, Func<SectionReader, TGroup, TGroup> read)
    {
        var groups = new Dictionary<string, TGroup>(StringComparer.OrdinalIgnoreCase) { [common] = read(reader.Below(common), standard) };
        foreach (var child in reader.Section.GetChildren().Where(child => !child.Key.Equals(common, StringComparison.OrdinalIgnoreCase)))
        {
            groups[child.Key] = read(reader.Below(child.Key), groups[common]);
        }

        return groups;
    }

    private static AgentConfiguration ReadAgent(SectionReader reader, AgentConfiguration common)
    {
        var read = new AgentConfiguration
        {
            MicroAgentName = reader.Text(nameof(common.MicroAgentName)) ?? common.MicroAgentName,
            MemoryEnabled = reader.Flag(nameof(common.MemoryEnabled), common.MemoryEnabled),
            MemoryMaxThreads = reader.Whole(nameof(common.MemoryMaxThreads), 1, common.MemoryMaxThreads),
            LlmConfig = reader.Text(nameof(common.LlmConfig)) ?? common.LlmConfig,
        };
        reader.WarnOfUnknownKeys();
        return read;
    }

    private static LlmConfiguration ReadLlm(SectionReader reader, LlmConfiguration common)
    {
        var read = new LlmConfiguration
        {
            Model = reader.Text(nameof(common.Model), common.Model),
            ApiKey = reader.Secret(nameof(common.ApiKey), common.ApiKey),
            BaseUrl = reader.Text(nameof(common.BaseUrl)) ?? common.BaseUrl,
            ApiVersion = reader.Text(nameof(common.ApiVersion)) ?? common.ApiVersion,
            CustomLlmProvider = reader.Text(nameof(common.CustomLlmProvider)) ?? common.CustomLlmProvider,
            OllamaBaseUrl = reader.Text(nameof(common.OllamaBaseUrl)) ?? common.OllamaBaseUrl,
            AwsAccessKeyId = reader.Secret(nameof(common.AwsAccessKeyId), common.AwsAccessKeyId),
            AwsSecretAccessKey = reader.Secret(nameof(common.AwsSecretAccessKey), common.AwsSecretAccessKey),
            AwsRegionName = reader.Text(nameof(common.AwsRegionName)) ?? common.AwsRegionName,
            Temperature = reader.Number(nameof(common.Temperature), 0, 2) ?? common.Temperature,
            TopP = reader.Number(nameof(common.TopP), 0, 1) ?? common.TopP,
            Timeout = reader.Seconds(nameof(common.Timeout), 0.001) ?? common.Timeout,
            NumRetries = reader.Whole(nameof(common.NumRetries), 0, common.NumRetries),
            RetryMultiplier = reader.Number(nameof(common.RetryMultiplier), 1) ?? common.RetryMultiplier,
            RetryMinWait = reader.Seconds(nameof(common.RetryMinWait), 0) ?? common.RetryMinWait,
            RetryMaxWait = reader.Seconds(nameof(common.RetryMaxWait), 0) ?? common.RetryMaxWait,
            MaxMessageChars = reader.Whole(nameof(common.MaxMessageChars), 1, common.MaxMessageChars),
            MaxInputTokens = reader.Whole(nameof(common.MaxInputTokens), 1) ?? common.MaxInputTokens,
            MaxOutputTokens = reader.Whole(nameof(common.MaxOutputTokens), 1) ?? common.MaxOutputTokens,
            InputCostPerToken = reader.Number(nameof(common.InputCostPerToken), 0) ?? common.InputCostPerToken,
            OutputCostPerToken = reader.Number(nameof(common.OutputCostPerToken), 0) ?? common.OutputCostPerToken,
            DropParams = reader.Flag(nameof(common.DropParams)) ?? common.DropParams,
            DisableVision = reader.Flag(nameof(common.DisableVision)) ?? common.DisableVision,
            CachingPrompt = reader.Flag(nameof(common.CachingPrompt), common.CachingPrompt),
            EmbeddingModel = reader.Text(nameof(common.EmbeddingModel), common.EmbeddingModel),
            EmbeddingBaseUrl = reader.Text(nameof(common.EmbeddingBaseUrl)) ?? common.EmbeddingBaseUrl,
            EmbeddingDeploymentName = reader.Text(nameof(common.EmbeddingDeploymentName)) ?? common.EmbeddingDeploymentName,
        };
        reader.WarnOfUnknownKeys();
        return read;
    }
}
