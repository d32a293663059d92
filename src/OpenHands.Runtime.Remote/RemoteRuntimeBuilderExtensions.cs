using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenHands;
using OpenHands.Remote;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the remote backend.</summary>
public static class RemoteRuntimeBuilderExtensions
{
    /// <summary>Lets sessions ask for the <c>remote</c> runtime, which runs actions in a sandbox on another machine.</summary>
    /// <param name="builder">What <see cref="RuntimeServiceCollectionExtensions.AddOpenHandsRuntime"/> returned.</param>
    /// <param name="configure">Sets options; they are checked when the application starts.</param>
    public static IRuntimeBuilder AddRemote(this IRuntimeBuilder builder, Action<RemoteRuntimeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddOptions<RemoteRuntimeOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RemoteRuntimeOptions>, RuntimeOptionsValidator<RemoteRuntimeOptions>>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IRuntimeFactory, RemoteRuntimeFactory>());
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        return builder;
    }
}
