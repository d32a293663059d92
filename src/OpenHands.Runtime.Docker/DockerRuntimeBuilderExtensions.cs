using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenHands;
using OpenHands.Docker;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the Docker backend.</summary>
public static class DockerRuntimeBuilderExtensions
{
    /// <summary>Lets sessions ask for the <c>docker</c> runtime, which runs actions in containers.</summary>
    /// <param name="builder">What <see cref="RuntimeServiceCollectionExtensions.AddOpenHandsRuntime"/> returned.</param>
    /// <param name="configure">Sets options; they are checked when the application starts.</param>
    public static IRuntimeBuilder AddDocker(this IRuntimeBuilder builder, Action<DockerRuntimeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddOptions<DockerRuntimeOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<DockerRuntimeOptions>, RuntimeOptionsValidator<DockerRuntimeOptions>>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IRuntimeFactory, DockerRuntimeFactory>());
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        return builder;
    }
}
