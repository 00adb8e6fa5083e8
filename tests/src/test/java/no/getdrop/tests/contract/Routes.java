package no.getdrop.tests.contract;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaEnumConstant;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import no.getdrop.local.template.Template;
import no.getdrop.tests.Repository;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// The routes that the deployed system has, as its own code and template tell.
final class Routes {
    private static final Map<String, String> MAPPINGS =
            Map.of(
                    "GetMapping", "GET",
                    "PostMapping", "POST",
                    "PutMapping", "PUT",
                    "PatchMapping", "PATCH",
                    "DeleteMapping", "DELETE");

    /// Records that are answered besides the views.
    private static final Set<String> ANSWERS = Set.of("Data", "Listing", "Pagination", "Redirect");

    private static final JavaClasses API =
            new ClassFileImporter()
                    .importPath(Repository.ROOT.resolve("functions/api/target/classes"));

    private Routes() {}

    /// `METHOD /path` of each controller's method, and who may call it as `Access` says.
    static Map<String, String> ofControllers() {
        return ofControllers("value", value -> ((JavaEnumConstant) value).name());
    }

    /// Those of them whose `Access` asks for a recent login.
    static Set<String> thatAskForRecentLogin() {
        Map<String, String> routes = ofControllers("recent", Object::toString);
        routes.values().removeIf(recent -> !recent.equals("true"));
        return routes.keySet();
    }

    /// `METHOD /path` of each controller's method, and what an attribute of its `Access` says.
    private static Map<String, String> ofControllers(
            String attribute, Function<Object, String> text) {
        Map<String, String> routes = new TreeMap<>();
        for (JavaClass type : API) {
            if (type.isAnnotatedWith("org.springframework.web.bind.annotation.RestController")) {
                for (JavaMethod method : type.getMethods()) {
                    for (JavaAnnotation<JavaMethod> annotation : method.getAnnotations()) {
                        String name = annotation.getRawType().getSimpleName();
                        if (MAPPINGS.containsKey(name)) {
                            paths(annotation)
                                    .forEach(path ->
                                            routes.put(
                                                    MAPPINGS.get(name) + " " + path,
                                                    access(method, attribute, text)));
                        } else if (name.equals("RequestMapping")) {
                            throw new AssertionError(
                                    method.getFullName() + " uses RequestMapping: name the method");
                        }
                    }
                }
            }
        }
        return routes;
    }

    /// `METHOD /path` of each route that the template gives to a function as a whole path.
    static Set<String> ofTemplate() {
        Template template =
                Template.load(
                        Repository.ROOT.resolve("template.yaml"),
                        Map.of("Environment", "development", "AppUrl", "https://app.example"));
        Set<String> routes = new TreeSet<>();
        template.routes().stream()
                .filter(route -> !route.path().contains("{proxy+}"))
                .forEach(route ->
                        routes.add(route.method().toUpperCase(Locale.ROOT) + " " + route.path()));
        return routes;
    }

    /// The names of the fields that the controllers' views have, `…View` or in package `http`.
    static Set<String> viewFields() {
        Set<String> names = new TreeSet<>();
        for (JavaClass type : API) {
            boolean view =
                    type.isRecord()
                            && (type.getSimpleName().endsWith("View")
                                    || ANSWERS.contains(type.getSimpleName()));
            if (view) {
                type.getFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field ->
                                field.getAnnotations().stream()
                                        .noneMatch(annotation ->
                                                annotation
                                                        .getRawType()
                                                        .getSimpleName()
                                                        .equals("JsonUnwrapped")))
                        .forEach(field -> names.add(field.getName()));
            }
        }
        return names;
    }

    private static List<String> paths(JavaAnnotation<JavaMethod> mapping) {
        return mapping.get("value")
                .filter(value -> ((Object[]) value).length > 0)
                .or(() -> mapping.get("path"))
                .map(value -> List.of((String[]) value))
                .orElseThrow();
    }

    private static String access(
            JavaMethod method, String attribute, Function<Object, String> text) {
        return method.getAnnotations().stream()
                .filter(annotation -> annotation.getRawType().getSimpleName().equals("Access"))
                .flatMap(annotation -> annotation.get(attribute).stream())
                .map(text)
                .findFirst()
                .orElse("");
    }
}
