using System.Buffers;
using System.Text.Json;

namespace OpenHands.Server.Configuration;

/// <summary>Which settings there are, in the form of 0.9.3: for each its type, whether it may be left open, and what holds then.</summary>
/// <remarks>Tells what holds without a configuration, never what this server was given: that has keys in it.</remarks>
internal static class ConfigurationSchema
{
    private static readonly OpenHandsConfiguration s_core = new();

    private static readonly Setting[] s_sandbox =
    [
        new("api_hostname", "str", s_core.Sandbox.ApiHostname),
        new("api_key", "str", null),
        new("base_container_image", "str", s_core.Sandbox.BaseContainerImage),
        new("runtime_container_image", "str", s_core.Sandbox.RuntimeContainerImage),
        new("user_id", "int", s_core.Sandbox.UserId),
        new("timeout", "int", (int)s_core.Sandbox.Timeout.TotalSeconds),
        new("enable_auto_lint", "bool", s_core.Sandbox.EnableAutoLint),
        new("use_host_network", "bool", s_core.Sandbox.UseHostNetwork),
        new("initialize_plugins", "bool", s_core.Sandbox.InitializePlugins),
        new("runtime_extra_deps", "str", s_core.Sandbox.RuntimeExtraDeps),
        new("runtime_startup_env_vars", "dict", Setting.EmptyMap),
        new("browsergym_eval_env", "str", s_core.Sandbox.BrowsergymEvalEnv),
    ];

    private static readonly Setting[] s_security =
    [
        new("confirmation_mode", "bool", s_core.ConfirmationMode),
        new("security_analyzer", "str", s_core.SecurityAnalyzer),
    ];

    private static readonly Setting[] s_all =
    [
        new("llms", "dict", Setting.EmptyMap),
        new("agents", "dict", Setting.EmptyMap),
        new("default_agent", "str", s_core.DefaultAgent),
        new("sandbox", "", s_sandbox),
        new("security", "", s_security),
        new("runtime", "str", s_core.Runtime),
        new("file_store", "str", s_core.FileStore),
        new("file_store_path", "str", s_core.FileStorePath),
        new("workspace_base", "str", s_core.WorkspaceBase),
        new("workspace_mount_path", "str", s_core.WorkspaceMountPath),
        new("workspace_mount_path_in_sandbox", "str", s_core.WorkspaceMountPathInSandbox),
        new("workspace_mount_rewrite", "str", s_core.WorkspaceMountRewrite),
        new("cache_dir", "str", s_core.CacheDir),
        new("run_as_openhands", "bool", s_core.RunAsOpenHands),
        new("max_iterations", "int", s_core.MaxIterations),
        new("max_budget_per_task", "float", s_core.MaxBudgetPerTask),
        new("e2b_api_key", "str", null),
        new("disable_color", "bool", s_core.DisableColor),
        new("jwt_secret", "str", null),
        new("debug", "bool", s_core.Debug),
        new("enable_cli_session", "bool", s_core.EnableCliSession),
        new("file_uploads_max_file_size_mb", "int", s_core.FileUploadsMaxFileSizeMb),
        new("file_uploads_restrict_file_types", "bool", s_core.FileUploadsRestrictFileTypes),
        new("file_uploads_allowed_extensions", "list", s_core.FileUploadsAllowedExtensions),
    ];

    /// <summary>All of it as JSON.</summary>
    public static byte[] Utf8 { get; } = Write();

    private static byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, s_all);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, Setting[] settings)
    {
        writer.WriteStartObject();
        foreach (var setting in settings)
        {
            writer.WritePropertyName(setting.Name);
            if (setting.Default is Setting[] group)
            {
                Write(writer, group);
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("type"u8, setting.Type);
            writer.WriteBoolean("optional"u8, setting.Default is null);
            writer.WritePropertyName("default"u8);
            WriteValue(writer, setting.Default);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case IReadOnlyList<string> words:
                writer.WriteStartArray();
                foreach (var word in words)
                {
                    writer.WriteStringValue(word);
                }

                writer.WriteEndArray();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            default:
                writer.WriteStartObject();
                writer.WriteEndObject();
                break;
        }
    }

    // A group has its settings in the place of the default. What has no default may be left open.
    private sealed record Setting(string Name, string Type, object? Default)
    {
        public static object EmptyMap { get; } = new();
    }
}
