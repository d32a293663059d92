using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenHands.Agents;

namespace OpenHands.Server.Tests.Configuration;

[TestFixture]
public sealed class OpenHandsConfigurationTests
{
    [TestCase("Runtime", "e2b", "OpenHands:Runtime is 'e2b'; E2B is not supported.")]
    [TestCase("FileStore", "s3", "OpenHands:FileStore is 's3'; stores in the cloud are not supported")]
    [TestCase("FileStore", "google_cloud", "OpenHands:FileStore is 'google_cloud'")]
    [TestCase("FileStore", "floppy", "it must be 'memory' or 'local'")]
    [TestCase("MaxIterations", "0", "OpenHands:MaxIterations is '0'; it must be a whole number, 1 or more.")]
    [TestCase("Sandbox:Timeout", "soon", "OpenHands:Sandbox:Timeout is 'soon'")]
    [TestCase("Llms:llm:Temperature", "3", "OpenHands:Llms:llm:Temperature is '3'; it must be a number from 0 to 2.")]
    [TestCase("Security:SecurityAnalyzer", "invariant", "Use 'rules'")]
    public void What_cannot_be_used_is_refused_with_key_and_value(string key, string value, string expected)
    {
        Assert.That(() => Read((key, value)), Throws.TypeOf<ConfigurationException>().With.Message.Contains(expected));
    }

    [Test]
    public void Everything_that_is_wrong_is_named_at_once()
    {
        var exception = Assert.Throws<ConfigurationException>(() => Read(("MaxIterations", "x"), ("FileStore", "s3")));

        Assert.That(exception!.Message, Does.Contain("MaxIterations").And.Contain("FileStore"));
    }

    [Test]
    public void Eventstream_means_docker() => Assert.That(Read(("Runtime", "eventstream")).Runtime, Is.EqualTo("docker"));

    [Test]
    public void A_key_that_does_not_exist_is_told_without_its_value()
    {
        var read = Read(("MaxIteration", "5"), ("Llms:gpt:ApiKez", "sk-1234"), ("Debug", "yes"));

        Assert.That(read.Warnings, Is.EquivalentTo([
            "OpenHands:MaxIteration is no setting and does nothing. Is its name right?",
            "OpenHands:Llms:gpt:ApiKez is no setting and does nothing. Is its name right?",
            "OpenHands:Debug is 'yes', which counts as false. Only 'true' and '1' mean true.",
        ]));
    }

    [Test]
    public void A_group_of_models_has_what_it_leaves_open_from_the_common_one()
    {
        var read = Read(("Llms:llm:ApiKey", "sk-1"), ("Llms:llm:BaseUrl", "http://one"), ("Llms:fast:Model", "mini"), ("Agents:Coder:LlmConfig", "fast"), ("Agents:Lost:LlmConfig", "nowhere"));

        Assert.That((read.Llms["fast"].Model, read.Llms["fast"].ApiKey!.Reveal(), read.Llms["fast"].BaseUrl), Is.EqualTo(("mini", "sk-1", "http://one")));
        Assert.That(read.LlmOf("Coder"), Is.SameAs(read.Llms["fast"]));
        Assert.That(read.LlmOf("Lost"), Is.SameAs(read.Llms["llm"]));
        Assert.That(read.LlmOf("unheard of"), Is.SameAs(read.Llms["llm"]));
        Assert.That(read.Warnings.Single(), Does.Contain("'nowhere', which does not exist"));
    }

    [Test]
    public void No_text_form_shows_a_secret()
    {
        var read = Read(
            ("JwtSecret", "hunter2-jwt"), ("E2bApiKey", "hunter2-e2b"), ("Llms:llm:ApiKey", "hunter2-llm"), ("Llms:llm:AwsAccessKeyId", "hunter2-id"), ("Llms:llm:AwsSecretAccessKey", "hunter2-aws"),
            ("Sandbox:ApiKey", "hunter2-box"), ("Sandbox:RuntimeStartupEnvVars:TOKEN", "hunter2-env"));

        var shown = $"{read} {read.Llms["llm"]} {read.Sandbox} {string.Join(' ', read.Llms)}";

        Assert.That(shown, Does.Not.Contain("hunter2").And.Contain("ApiKey = ******"));
    }

    [Test]
    public void The_environment_goes_before_the_file_and_the_applications_own_sources_go_around_both()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "[core]\nmax_iterations=1\ndefault_agent='toml'\nfile_store='local'\ncache_dir='/toml'\n");
        var builder = new ConfigurationBuilder();
        builder.AddInMemoryCollection([new("OpenHands:CacheDir", "/json"), new("OpenHands:WorkspaceBase", "/json")]);
        Environment.SetEnvironmentVariable("OpenHands__DefaultAgent", "own");
        builder.AddEnvironmentVariables();

        builder.AddOpenHands(file, new Dictionary<string, string> { ["MAX_ITERATIONS"] = "2", ["DEFAULT_AGENT"] = "env", ["FILE_STORE"] = "" });
        var read = OpenHandsConfiguration.Read(builder.Build());
        Environment.SetEnvironmentVariable("OpenHands__DefaultAgent", null);
        File.Delete(file);

        Assert.That((read.MaxIterations, read.DefaultAgent, read.FileStore, read.CacheDir, read.WorkspaceBase), Is.EqualTo((2, "own", "local", "/toml", "/json")));
    }

    [Test]
    public void A_file_that_was_named_must_be_there() =>
        Assert.That(() => new ConfigurationBuilder().AddOpenHands("/nowhere/config.toml", new Dictionary<string, string>()).Build(), Throws.TypeOf<ConfigurationException>().With.Message.EqualTo("The file /nowhere/config.toml does not exist."));

    [Test]
    public void The_servers_options_are_set_and_what_the_application_sets_counts()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var configuration = Configuration(
            ("Runtime", "local"), ("MaxIterations", "7"), ("Security:ConfirmationMode", "true"), ("Security:SecurityAnalyzer", "rules"), ("FileStore", "local"), ("FileStorePath", "/data"),
            ("FileUploadsMaxFileSizeMb", "3"), ("FileUploadsRestrictFileTypes", "1"), ("FileUploadsAllowedExtensions", ".py,.txt"), ("Llms:llm:Model", "m"));
        services.AddOpenHandsConfiguration(configuration);
        services.AddOpenHandsServer(options => options.DataDirectory = "/mine");
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<ServerOptions>>().Value;
        var files = provider.GetRequiredService<WorkspaceFileOptions>();

        Assert.That((options.Runtime, options.DataDirectory, options.Defaults.MaxIterations, options.Defaults.ConfirmationMode, options.Defaults.SecurityAnalyzer), Is.EqualTo(("local", "/mine", 7, true, "rules")));
        Assert.That((files.MaxUploadBytes, string.Join(' ', files.AllowedExtensions)), Is.EqualTo((3 * 1024 * 1024, ".py .txt")));
    }

    [Test]
    public void Groups_of_models_are_asked_each_at_its_own_address_with_its_own_key()
    {
        using var models = Models(
            ("Llms:llm:Model", "m"), ("Llms:llm:BaseUrl", "http://127.0.0.1:1/v1"), ("Llms:llm:ApiKey", "sk-one"),
            ("Llms:fast:Model", "mini"), ("Llms:fast:BaseUrl", "http://127.0.0.1:2/v1"), ("Llms:fast:ApiKey", "sk-two"), ("Llms:fast:Temperature", "0.3"), ("Llms:fast:NumRetries", "2"),
            ("Llms:fast:Timeout", "90"), ("Llms:fast:MaxInputTokens", "9000"), ("Llms:fast:MaxOutputTokens", "1000"), ("Llms:fast:InputCostPerToken", "0.000002"), ("Llms:fast:DisableVision", "false"));
        using var standard = models.Create();
        using var byGroup = models.Create(sessionOverrides: new ModelOverrides { Model = "fast" });
        using var byModel = models.Create(sessionOverrides: new ModelOverrides { Model = "mini" });

        Assert.That(models.Names, Is.EqualTo(["fast", "llm"]));
        Assert.That((standard.Options.Model, standard.Options.BaseUrl!.Port, standard.Options.ApiKey!.Reveal()), Is.EqualTo(("m", 1, "sk-one")));
        Assert.That((byModel.Options.Model, byModel.Options.BaseUrl!.Port, byModel.Options.ApiKey!.Reveal()), Is.EqualTo(("mini", 2, "sk-two")));
        Assert.That(byModel.Options, Is.EqualTo(byGroup.Options));
        Assert.That((byModel.Options.Temperature, byModel.Options.MaxRetries, byModel.Options.Timeout, byModel.Options.ContextTokens, byModel.Options.InputPrice, byModel.Options.Vision), Is.EqualTo((0.3, 2, TimeSpan.FromSeconds(90), 10_000, 2.0, true)));
    }

    [Test]
    public void The_default_agents_group_is_the_default_model()
    {
        using var models = Models(("DefaultAgent", "Coder"), ("Llms:llm:Model", "m"), ("Llms:fast:Model", "mini"), ("Agents:Coder:LlmConfig", "fast"));
        using var standard = models.Create();

        Assert.That(standard.Options.Model, Is.EqualTo("mini"));
    }

    [Test]
    public void A_configuration_that_says_nothing_of_models_leaves_those_of_the_application()
    {
        var services = Services();
        services.AddModel(new ModelOptions { Name = "mine", Model = "qwen" });
        using var provider = services.BuildServiceProvider();
        var defaults = provider.GetRequiredService<IOptions<ServerOptions>>().Value.Defaults;
        using var model = provider.GetRequiredService<IModelFactory>().Create(sessionOverrides: new ModelOverrides { Model = defaults.Model });

        Assert.That(model.Options.Model, Is.EqualTo("qwen"));
    }

    [TestCase("BaseUrl", "nowhere", "BaseUrl of the model 'fast' is no address")]
    [TestCase("ApiKey", "two words", "ApiKey of the model 'fast' cannot be used.")]
    public void A_model_that_cannot_be_asked_is_named(string key, string value, string expected) =>
        Assert.That(() => Services(("Llms:llm:Model", "m"), ($"Llms:fast:{key}", value)), Throws.ArgumentException.With.Message.StartsWith(expected).And.Message.Not.Contain("two words"));

    private static ServiceCollection Services(params (string Key, string Value)[] values)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddOpenHandsConfiguration(Configuration(values));
        services.AddOpenHandsServer();
        return services;
    }

    private static ModelFactory Models(params (string Key, string Value)[] values) => (ModelFactory)Services(values).BuildServiceProvider().GetRequiredService<IModelFactory>();

    private static OpenHandsConfiguration Read(params (string Key, string Value)[] values) => OpenHandsConfiguration.Read(Configuration(values));

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(entry => new KeyValuePair<string, string?>($"OpenHands:{entry.Key}", entry.Value))).Build();
}
