using System.Collections.Frozen;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace OpenHands.Server.Configuration;

/// <summary>The names that 0.9.3 gave its settings, in files and in the environment, and the keys they have here.</summary>
internal static class LegacyNames
{
    private const string Root = OpenHandsConfiguration.SectionName;

    private static readonly string[] s_core =
    [
        "default_agent", "runtime", "file_store", "file_store_path", "workspace_base", "workspace_mount_path", "workspace_mount_path_in_sandbox", "workspace_mount_rewrite", "cache_dir",
        "run_as_openhands", "max_iterations", "max_budget_per_task", "e2b_api_key", "disable_color", "jwt_secret", "debug", "enable_cli_session", "file_uploads_max_file_size_mb",
        "file_uploads_restrict_file_types", "file_uploads_allowed_extensions",
    ];

    private static readonly string[] s_sandbox =
    [
        "api_hostname", "api_key", "base_container_image", "runtime_container_image", "user_id", "timeout", "enable_auto_lint", "use_host_network", "initialize_plugins", "runtime_extra_deps",
        "runtime_startup_env_vars", "browsergym_eval_env",
    ];

    private static readonly string[] s_security = ["confirmation_mode", "security_analyzer"];

    private static readonly string[] s_llm =
    [
        "model", "api_key", "base_url", "api_version", "embedding_model", "embedding_base_url", "embedding_deployment_name", "aws_access_key_id", "aws_secret_access_key", "aws_region_name", "num_retries",
        "retry_multiplier", "retry_min_wait", "retry_max_wait", "timeout", "max_message_chars", "temperature", "top_p", "custom_llm_provider", "max_input_tokens", "max_output_tokens",
        "input_cost_per_token", "output_cost_per_token", "ollama_base_url", "drop_params", "disable_vision", "caching_prompt",
    ];

    private static readonly string[] s_agent = ["micro_agent_name", "memory_enabled", "memory_max_threads", "llm_config"];

    private static readonly FrozenDictionary<string, string> s_variables = Variables().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Variables of the environment, each with the key of its setting.</summary>
    public static FrozenDictionary<string, string> EnvironmentVariables => s_variables;

    /// <summary><c>max_iterations</c> as <c>MaxIterations</c>.</summary>
    public static string KeyOf(string name) => string.Concat(name.Split('_').Select(part => part.Length == 0 ? "" : char.ToUpper(part[0], CultureInfo.InvariantCulture) + part[1..]));

    /// <summary>The key of a setting of a section of a file.</summary>
    /// <param name="section">Sections below <c>OpenHands</c>, such as <c>Llms:llm</c>; empty for <c>[core]</c>.</param>
    /// <param name="name">Its name in the file.</param>
    public static string PathOf(string section, string name) =>
        section.Length == 0 ? ConfigurationPath.Combine(Root, KeyOf(name)) : ConfigurationPath.Combine(Root, section, KeyOf(name));

    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("", "", s_core);
        Add("SANDBOX_", "Sandbox", s_sandbox);
        Add("SECURITY_", "Security", s_security);
        Add("LLM_", "Llms:" + OpenHandsConfiguration.DefaultLlm, s_llm);
        Add("AGENT_", "Agents:" + OpenHandsConfiguration.DefaultAgentGroup, s_agent);
        return variables;

        void Add(string prefix, string section, string[] names)
        {
            foreach (var name in names)
            {
                variables[prefix + name.ToUpperInvariant()] = PathOf(section, name);
            }
        }
    }
}
