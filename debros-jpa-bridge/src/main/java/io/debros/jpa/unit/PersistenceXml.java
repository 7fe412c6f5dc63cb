package io.debros.jpa.unit;

import static io.debros.store.error.Problem.problem;

import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Reads {@code META-INF/persistence.xml}. Document types and external entities are refused. What a
 * unit asks for and we do not have (mapping files, data sources) is refused by name.
 */
public final class PersistenceXml {
  /** Where a class path root keeps its units. */
  public static final String LOCATION = "META-INF/persistence.xml";

  private PersistenceXml() {}

  /**
   * The units of a name that a class loader sees, in class path order. Units of other names or for
   * other providers are not looked into.
   *
   * @param provider tells whether we are meant by a provider's class name; null if none is given
   * @throws PersistenceException if a file cannot be read or is malformed, or if the unit asks for
   *     what is not supported; names the file
   */
  public static List<UnitDescriptor> find(
      ClassLoader classLoader, String name, Predicate<@Nullable String> provider) {
    List<UnitDescriptor> units = new ArrayList<>();
    for (URL file : locations(classLoader)) {
      for (Element unit : units(file)) {
        if (unit.getAttribute("name").equals(name) && provider.test(provider(unit))) {
          units.add(unit(unit, file));
        }
      }
    }
    return units;
  }

  private static List<Element> units(URL file) {
    Element root = parse(file);
    if (!root.getLocalName().equals("persistence")) {
      throw malformed(file, "root element " + root.getLocalName(), null);
    }
    List<Element> units = children(root);
    for (Element unit : units) {
      if (!unit.getLocalName().equals("persistence-unit")) {
        throw malformed(file, "element " + unit.getLocalName(), null);
      }
    }
    return units;
  }

  private static @Nullable String provider(Element unit) {
    return children(unit).stream()
        .filter(child -> child.getLocalName().equals("provider"))
        .map(child -> child.getTextContent().strip())
        .findFirst()
        .orElse(null);
  }

  private static List<URL> locations(ClassLoader classLoader) {
    try {
      return Collections.list(classLoader.getResources(LOCATION));
    } catch (IOException failure) {
      throw new PersistenceException(
          problem("Cannot look for persistence units").at("resource", LOCATION).toString(),
          failure);
    }
  }

  private static Element parse(URL file) {
    try {
      URLConnection connection = file.openConnection();
      connection.setUseCaches(false); // a cached archive would stay open and hide a new version
      try (InputStream bytes = connection.getInputStream()) {
        return builder().parse(bytes).getDocumentElement();
      }
    } catch (IOException | SAXException | ParserConfigurationException failure) {
      throw malformed(file, "unreadable", failure);
    }
  }

  private static DocumentBuilder builder() throws ParserConfigurationException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    factory.setXIncludeAware(false);
    factory.setExpandEntityReferences(false);
    factory.setNamespaceAware(true);
    DocumentBuilder builder = factory.newDocumentBuilder();
    builder.setErrorHandler(new ThrowingHandler());
    return builder;
  }

  private static UnitDescriptor unit(Element unit, URL file) {
    UnitElements elements = new UnitElements(file);
    children(unit).forEach(elements::accept);
    return new UnitDescriptor(
        unit.getAttribute("name"),
        unit.hasAttribute("transaction-type") ? unit.getAttribute("transaction-type") : null,
        elements.classNames,
        elements.jarFiles,
        elements.excludeUnlisted,
        elements.validationMode,
        elements.sharedCacheMode,
        elements.properties,
        root(file));
  }

  private static URL root(URL file) {
    String text = file.toExternalForm();
    String root = text.substring(0, text.length() - LOCATION.length());
    try {
      // jar:file:/a.jar!/META-INF/persistence.xml lies in the archive file:/a.jar
      boolean archive = root.startsWith("jar:") && root.endsWith("!/");
      return new URL(archive ? root.substring("jar:".length(), root.length() - 2) : root);
    } catch (MalformedURLException failure) {
      throw malformed(file, "location", failure);
    }
  }

  static List<Element> children(Element parent) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }

  static PersistenceException malformed(URL file, String what, @Nullable Exception cause) {
    return new PersistenceException(
        problem("Malformed persistence.xml")
            .at("file", file)
            .at("found", what)
            .advice("Write it as the Jakarta Persistence 3.2 schema says, without a document type")
            .toString(),
        cause);
  }

  /** Collects what the elements of one unit say. */
  private static final class UnitElements {
    private final URL file;
    private final List<String> classNames = new ArrayList<>();
    private final List<String> jarFiles = new ArrayList<>();
    private boolean excludeUnlisted;
    private @Nullable String validationMode;
    private @Nullable String sharedCacheMode;
    private final Map<String, Object> properties = new LinkedHashMap<>();

    private UnitElements(URL file) {
      this.file = file;
    }

    private void accept(Element element) {
      String text = element.getTextContent().strip();
      switch (element.getLocalName()) {
        case "description", "provider" -> {}
        case "class" -> classNames.add(text);
        case "jar-file" -> jarFiles.add(text);
        case "exclude-unlisted-classes" ->
            excludeUnlisted = text.isEmpty() || text.equals("true") || text.equals("1");
        case "validation-mode" -> validationMode = text;
        case "shared-cache-mode" -> sharedCacheMode = text;
        case "properties" -> children(element).forEach(this::property);
        case "mapping-file" ->
            throw refused("Mapping files are not supported", text, "Use annotations");
        case "jta-data-source", "non-jta-data-source" ->
            throw refused(
                "A data source has no meaning here", text, "Remove it: debros stores by itself");
        case "qualifier", "scope" ->
            throw refused(
                "CDI scopes and qualifiers of a unit are not supported", text, "Remove them");
        default -> throw malformed(file, "element " + element.getLocalName(), null);
      }
    }

    private void property(Element property) {
      properties.put(property.getAttribute("name"), property.getAttribute("value"));
    }

    private PersistenceException refused(String sentence, String text, String advice) {
      return new PersistenceException(
          problem(sentence).at("file", file).at("value", text).advice(advice).toString());
    }
  }

  /** A warning of the parser is as good as an error. */
  private static final class ThrowingHandler implements ErrorHandler {
    @Override
    public void warning(SAXParseException problem) throws SAXException {
      throw problem;
    }

    @Override
    public void error(SAXParseException problem) throws SAXException {
      throw problem;
    }

    @Override
    public void fatalError(SAXParseException problem) throws SAXException {
      throw problem;
    }
  }
}
